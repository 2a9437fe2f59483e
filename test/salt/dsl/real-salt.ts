import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SaltMasterApi } from '../../../activities/adapters/salt/salt-api.ts';
import { Http } from '../../../activities/http/http.ts';
import type { ExpectedKey, SaltApi } from '../../../activities/ports/salt-api.ts';
import { inCheckout } from '../../../hack/checkout.ts';
import type { MasterOptions } from '../../../hack/salt/configuration.ts';
import { masterPart, minionPart, saltApiPart } from '../../../hack/salt/parts.ts';
import { freePorts } from '../../../hack/stack/ports.ts';
import { Supervisor } from '../../../hack/stack/supervisor.ts';
import { eventually } from '../../e2e/dsl/eventually.ts';
import { GitRepository } from '../../../hack/salt/git-repository.ts';
import { TcpProxy } from './tcp-proxy.ts';

const login = { username: 'bedplate', password: 'as-long-as-a-test-lasts' };
const GRACE_MS = 3_000;

/** A real Salt master with salt-api and minions, one process each, in a folder of its own. */
export class RealSalt {
  readonly folder = mkdtempSync(join(tmpdir(), 'bedplate-salt-'));
  readonly repository = new GitRepository(join(this.folder, 'states.git'));
  readonly salt: SaltApi;
  /** Before salt-api, as our adapter sees it. */
  readonly api: TcpProxy;
  readonly #program: string;
  readonly #options: MasterOptions;
  readonly #supervisor: Supervisor;
  readonly #http = new Http({ timeoutMs: 60_000 });
  readonly #minions = new Set<string>();
  readonly #killed = new Set<string>();
  readonly #returns = new Map<string, TcpProxy>();

  private constructor(program: string, options: Omit<MasterOptions, 'folder' | 'login' | 'runners'>, api: TcpProxy) {
    this.#program = program;
    this.api = api;
    this.#options = {
      ...options,
      folder: join(this.folder, 'master'),
      login,
      runners: inCheckout('activities', 'kickstart', 'salt'),
    };
    this.#supervisor = new Supervisor({
      logOf: (part) => join(this.folder, `${part}.out`),
      onDeath: ({ name, process }) => {
        if (!this.#killed.has(name)) console.error(`${name} died:\n${process.lastLines()}`);
      },
    });
    const url = `http://127.0.0.1:${api.port}`;
    this.salt = new SaltMasterApi({ url, credentials: login, eauth: 'sharedsecret', http: this.#http });
  }

  /** With these minions, whose keys are accepted, and which answer. */
  static async start(ids: readonly string[]): Promise<RealSalt> {
    const program = process.env.BEDPLATE_SALT;
    if (!program) throw new Error('BEDPLATE_SALT is not set: run these tests with npm run test:salt.');
    const source = freePorts();
    const ports = { publish: await source.next(), request: await source.next(), api: await source.next() };
    const real = new RealSalt(program, { ports }, await TcpProxy.before(ports.api));
    try {
      await real.#supervisor.launch(masterPart(program, real.#options));
      await real.#supervisor.launch(saltApiPart(program, real.#options));
      for (const id of ids) await real.startMinion(id);
      await real.admit(ids);
    } catch (error) {
      await real.close();
      throw error;
    }
    return real;
  }

  get url(): string {
    return `http://127.0.0.1:${this.api.port}`;
  }

  get login(): typeof login {
    return login;
  }

  /** A minion's process, new or again, with the key that it had. */
  async startMinion(id: string, grains: Readonly<Record<string, unknown>> = {}, name = id): Promise<void> {
    const returns = this.#returns.get(name) ?? (await TcpProxy.before(this.#options.ports.request));
    this.#returns.set(name, returns);
    const ports = { publish: this.#options.ports.publish, request: returns.port };
    const options = { folder: this.folderOf(name), id, grains, ports };
    this.#minions.add(name);
    await this.#supervisor.launch(minionPart(this.#program, options, name));
  }

  /** A minion with what an install left on its machine: its key pair, and its grains. */
  async startInstalled(id: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const target = join(this.folderOf(id), path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text, { mode: 0o600 });
    }
    await this.startMinion(id);
  }

  /** Accepts the keys of these, and waits until they hear what is sent out. */
  async admit(ids: readonly string[]): Promise<void> {
    const keys = await eventually('the keys of all minions', async () => {
      const found = await this.salt.fingerprints(ids);
      return found.length === ids.length && found;
    });
    await this.salt.acceptKeys(keys);
    await eventually('that all minions answer', async () => {
      const answers = await this.salt.run({ fun: 'test.ping', minions: ids });
      return Object.keys(answers).length === ids.length;
    });
  }

  folderOf(minion: string): string {
    return join(this.folder, `minion-${minion}`);
  }

  /** The key with which the process of that name asks to be let in. */
  async keyOf(id: string, name = id): Promise<ExpectedKey> {
    const known = (await this.salt.fingerprints([id])).length;
    await this.startMinion(id, {}, name);
    const keys = await eventually(`the key of ${name}`, async () => {
      const found = await this.salt.fingerprints([id]);
      return found.length > known && found;
    });
    const last = keys.at(-1);
    if (!last) throw new Error(`${id} has no key`);
    return { minion: id, fingerprint: last.fingerprint };
  }

  freeze(name: string): void {
    this.#supervisor.running(name).signal('SIGSTOP');
  }

  wake(name: string): void {
    this.#supervisor.running(name).signal('SIGCONT');
  }

  /** Ends a process at once: a minion by its name, `salt-master` or `salt-api`. */
  async kill(name: string): Promise<void> {
    const process = this.#supervisor.running(name);
    this.#killed.add(name);
    process.signal('SIGKILL');
    await process.exited;
  }

  async relaunch(name: string): Promise<void> {
    // Killed, it left its number, and a process that nobody has buried yet counts as running.
    const [folder, file] = this.#pidFileOf(name);
    for (const left of [file, `process_responsibility_${file}`]) rmSync(join(folder, left), { force: true });
    await this.#supervisor.relaunch(name);
    this.#killed.delete(name);
  }

  /** What a minion sends to its master is lost, while this is so. */
  loseReturns(name: string, isSo: boolean): void {
    this.#returns.get(name)?.swallow(isSo);
  }

  /** What its own log says. */
  logOf(minion: string): string {
    return readFileSync(join(this.folderOf(minion), 'minion.log'), 'utf8');
  }

  /** Lines that states wrote into a file of the minion. */
  lines(minion: string, file: string): string[] {
    try {
      return readFileSync(join(this.folderOf(minion), file), 'utf8')
        .split('\n')
        .filter(Boolean);
    } catch {
      return [];
    }
  }

  #pidFileOf(name: string): [folder: string, file: string] {
    if (name === 'salt-master') return [this.#options.folder, 'master.pid'];
    return name === 'salt-api' ? [this.#options.folder, 'api.pid'] : [this.folderOf(name), 'minion.pid'];
  }

  async close(): Promise<void> {
    for (const name of this.#minions) this.wake(name);
    await this.#supervisor.end([[...this.#minions], ['salt-api'], ['salt-master']], GRACE_MS);
    await this.#http.close();
    await Promise.all([this.api, ...this.#returns.values()].map((proxy) => proxy.close()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
