import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { answersOk, type Part } from '../stack/part.ts';
import { type MasterOptions, masterConfiguration, type MinionOptions, minionConfiguration } from './configuration.ts';

/** The programs beside `salt`; its link in the tool cache stands alone. */
export type SaltProgram = 'salt-master' | 'salt-api' | 'salt-minion';

const READY_WITHIN_MS = 60_000;

export function masterPart(salt: string, options: MasterOptions): Part {
  writeConfiguration(options.folder, 'master', masterConfiguration(options));
  return {
    ...part(salt, 'salt-master', options.folder, 'salt-master'),
    isReady: () => accepts(options.ports.request),
  };
}

/** Reads the master's file, and lives beside it. */
export function saltApiPart(salt: string, { folder, ports }: MasterOptions): Part {
  return {
    ...part(salt, 'salt-api', folder, 'salt-api'),
    isReady: () => answersOk(`http://127.0.0.1:${ports.api}/`),
  };
}

/** Ready once it has a key: whether it is let in is the master's matter. */
export function minionPart(salt: string, options: MinionOptions, name = options.id): Part {
  writeConfiguration(options.folder, 'minion', minionConfiguration(options));
  return {
    ...part(salt, name, options.folder, 'salt-minion'),
    isReady: async () => existsSync(join(options.folder, 'pki', 'minion.pub')),
  };
}

function part(salt: string, name: string, folder: string, program: SaltProgram): Omit<Part, 'isReady'> {
  const argv = [join(dirname(realpathSync(salt)), program), '-c', join(folder, 'conf')] as const;
  return { name, argv, readyWithinMs: READY_WITHIN_MS };
}

/** JSON is YAML. */
function writeConfiguration(folder: string, name: 'master' | 'minion', content: object): void {
  mkdirSync(join(folder, 'conf'), { recursive: true });
  writeFileSync(join(folder, 'conf', name), `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
}
