import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { renderKickstart } from '../../../activities/kickstart/render-kickstart.ts';
import type { SaltParts } from '../../../activities/kickstart/salt/parts.ts';
import type { Part } from '../../../hack/stack/part.ts';
import { ADDRESSES, aPlan, CALLBACKS } from '../../unit/kickstart/a-plan.ts';

/** A folder that stands for the disk of a machine. The scripts of a kickstart run there, and Salt as they set it up. */
export class SaltedMachine {
  readonly folder = mkdtempSync(join(tmpdir(), 'bedplate-machine-'));

  /** As an installer does: by a shell, with nothing but the paths changed. There is no systemd here, and no user salt. */
  async install(salt: SaltParts): Promise<void> {
    const commands = join(this.folder, 'commands');
    mkdirSync(commands);
    for (const [name, status] of [
      ['systemctl', 0],
      ['getent', 2],
    ] as const) {
      writeFileSync(join(commands, name), `#!/bin/sh\nexit ${status}\n`);
      chmodSync(join(commands, name), 0o755);
    }
    const kickstart = renderKickstart(aPlan(), ADDRESSES.v4, CALLBACKS, undefined, salt);
    const scripts = [...kickstart.matchAll(/^%post --erroronfail.*salt-.*\n([^]*?)\n%end$/gm)].map(
      ([, text = '']) => text,
    );
    if (scripts.length === 0) throw new Error('The kickstart says nothing of Salt.');
    for (const script of scripts) {
      const here = script.replaceAll(/\/etc\/salt|\/srv\/bedplate/g, (path) => join(this.folder, path));
      const env = { ...process.env, PATH: `${commands}:${process.env.PATH}` };
      await promisify(execFile)('bash', ['-c', here], { env });
    }
  }

  /** What the packages would have put there: where things lie, and on which ports. */
  configure(program: 'master' | 'minion', more: object): void {
    const content = { user: 'root', root_dir: this.folder, log_level_logfile: 'warning', ...more };
    writeFileSync(join(this.folder, 'etc', 'salt', program), JSON.stringify(content));
  }

  file(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text, { mode: 0o600 });
  }

  part(program: 'salt-master' | 'salt-api' | 'salt-minion', name: string, isReady: Part['isReady']): Part {
    const { BEDPLATE_SALT: salt } = process.env;
    if (!salt) throw new Error('BEDPLATE_SALT is not set: run these tests with npm run test:salt.');
    const argv = [join(dirname(realpathSync(salt)), program), '-c', join(this.folder, 'etc', 'salt')] as const;
    return { name, argv, readyWithinMs: 60_000, isReady };
  }

  gone(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
