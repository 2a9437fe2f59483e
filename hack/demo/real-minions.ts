import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SaltPorts } from '../salt/configuration.ts';
import { minionPart } from '../salt/parts.ts';
import type { Stack } from '../stack/stack.ts';
import type { Supervisor } from '../stack/supervisor.ts';
import { onSimulator } from './salt.ts';

const LOOK_MS = 500;

export interface RealMinionsOptions {
  stack: Stack;
  supervisor: Supervisor;
  /** Gets the ids of those that end because their machines do. */
  seenOff: Set<string>;
  /** `salt`. */
  program: string;
  /** Each has its own in it. */
  folder: string;
  ports: SaltPorts;
  say(line: string): void;
}

interface InstalledMinion {
  id: string;
  /** The public half. */
  key: string;
  /** By their place in the minion's folder. */
  files: Readonly<Record<string, string>>;
}

/** Real minions that come and go with simulated machines; after a reinstall there is a new one. */
export class RealMinions {
  readonly #options: RealMinionsOptions;
  /** By id, the key that each runs with. */
  readonly #running = new Map<string, string>();
  readonly #following: Promise<void>;
  #isOver = false;

  constructor(options: RealMinionsOptions) {
    this.#options = options;
    this.#following = this.#follow();
  }

  /** "ID LINE" for each line that states left on a machine. */
  lines(): string[] {
    return [...this.#running.keys()].flatMap((id) =>
      linesOf(join(this.#options.folder, id, 'runs')).map((line) => `${id} ${line}`),
    );
  }

  /** No more of them come or go; gives those that run. */
  async settle(): Promise<string[]> {
    this.#isOver = true;
    await this.#following;
    return [...this.#running.keys()];
  }

  async #follow(): Promise<void> {
    while (!this.#isOver) {
      // A machine may go between two questions: the next look tells.
      const found = await installedMinions(this.#options.stack).catch(() => undefined);
      if (found) await this.#match(found);
      await sleep(LOOK_MS);
    }
  }

  async #match(found: readonly InstalledMinion[]): Promise<void> {
    const stays = (id: string) => found.some((one) => one.id === id && one.key === this.#running.get(id));
    const going = [...this.#running.keys()].filter((id) => !stays(id));
    await Promise.all(going.map((id) => this.#end(id)));
    await Promise.all(found.filter(({ id }) => !this.#running.has(id)).map((one) => this.#start(one)));
  }

  async #start({ id, key, files }: InstalledMinion): Promise<void> {
    const { supervisor, program, ports, say } = this.#options;
    const folder = join(this.#options.folder, id);
    rmSync(folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
    this.#running.set(id, key);
    this.#options.seenOff.delete(id);
    try {
      await supervisor.launch(minionPart(program, { folder, id, grains: {}, ports }));
      say(`A salt-minion runs as ${id}, with the key that the install of its machine made.`);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  }

  async #end(id: string): Promise<void> {
    this.#running.delete(id);
    this.#options.seenOff.add(id);
    const process = this.#options.supervisor.running(id);
    process.signal('SIGTERM');
    await process.exited;
  }
}

/** What the installs of the simulated machines wrote of Salt, of those that are up. */
async function installedMinions(stack: Stack): Promise<InstalledMinion[]> {
  const { machines } = (await onSimulator(stack, 'GET', '/state')) as { machines: { uuid: string; phase: string }[] };
  const up = machines.filter(({ phase }) => phase === 'running');
  const found = await Promise.all(
    up.map(({ uuid }) => onSimulator(stack, 'GET', `/machines/${uuid}/files`) as Promise<Record<string, string>>),
  );
  return found.flatMap((files) => {
    const configuration = files['/etc/salt/minion.d/bedplate.conf'];
    if (configuration === undefined) return [];
    const { id } = JSON.parse(configuration) as { id: string };
    const key = files['/etc/salt/pki/minion/minion.pub'] ?? '';
    const ours = {
      'conf/minion.d/bedplate.conf': configuration,
      'conf/grains': files['/etc/salt/grains'] ?? '',
      'pki/minion.pem': files['/etc/salt/pki/minion/minion.pem'] ?? '',
      'pki/minion.pub': key,
    };
    return [{ id, key, files: ours }];
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return [];
  }
}
