import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SaltMasterApi } from '../../../activities/adapters/salt/salt-api.ts';
import { Http } from '../../../activities/http/http.ts';
import { findSaltWish, type WishReader } from '../../../activities/kickstart/salt/find-wish.ts';
import type { SaltApi } from '../../../activities/ports/salt-api.ts';
import type { SaltPorts } from '../../../hack/salt/configuration.ts';
import { freePorts } from '../../../hack/stack/ports.ts';
import { Supervisor } from '../../../hack/stack/supervisor.ts';
import { SaltedMachine } from './salted-machine.ts';

const GRACE_MS = 3_000;
export const LOGIN = { username: 'bedplate', password: 'as-long-as-a-test-lasts' };

/** A real Salt on machines that are set up by what Bedplate's kickstarts say. */
export class InstalledSalt {
  readonly salt: SaltApi;
  readonly url: string;
  readonly #ports: SaltPorts;
  readonly #machines = new Map<string, SaltedMachine>();
  readonly #http = new Http({ timeoutMs: 60_000 });
  readonly #supervisor = new Supervisor({
    logOf: (part) => join(this.machine(part).folder, `${part}.out`),
    onDeath: ({ name, process }) => {
      if (!this.#ended.has(name)) console.error(`${name} died:\n${process.lastLines()}`);
    },
  });
  readonly #ended = new Set<string>();
  readonly #callBacks: Server;
  #told = '';

  private constructor(ports: SaltPorts, callBacks: Server) {
    this.#ports = ports;
    this.#callBacks = callBacks;
    this.url = `http://127.0.0.1:${ports.api}`;
    this.salt = new SaltMasterApi({ url: this.url, credentials: LOGIN, eauth: 'sharedsecret', http: this.#http });
    callBacks.on('request', (request, response) => {
      void text(request).then((key) => {
        this.#told = key;
        response.end();
      });
    });
  }

  static async prepare(): Promise<InstalledSalt> {
    const source = freePorts();
    const ports = { publish: await source.next(), request: await source.next(), api: await source.next() };
    const callBacks = createServer();
    await new Promise<void>((resolve) => callBacks.listen(0, '127.0.0.1', resolve));
    return new InstalledSalt(ports, callBacks);
  }

  /** The machine of the node that becomes the master. */
  async installMaster(reader: WishReader, name: string): Promise<void> {
    const { master } = await this.#wishOf(reader, name);
    if (!master) throw new Error(`${name} becomes no master`);
    const machine = this.#newMachine('salt-master');
    this.#machines.set('salt-api', machine);
    // Two masters of one object stand on one machine here.
    await machine.install({ master: { ...master, apiUrl: this.url } });
    const { publish, request } = this.#ports;
    machine.configure('master', { publish_port: publish, ret_port: request, worker_threads: 3 });
    await this.#supervisor.launch(machine.part('salt-master', 'salt-master', async () => true));
    // A throw means: not yet.
    const isReady = async () => this.salt.ping().then(() => true);
    await this.#supervisor.launch(machine.part('salt-api', 'salt-api', isReady));
  }

  /** The machine of a node that becomes a minion; gives the key that the install told. It isn't started yet. */
  async installMinion(reader: WishReader, name: string): Promise<string> {
    const { minion } = await this.#wishOf(reader, name);
    if (!minion) throw new Error(`${name} becomes no minion`);
    const address = this.#callBacks.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const machine = this.#newMachine(name);
    await machine.install({ minion: { ...minion, keyUrl: `http://127.0.0.1:${port}/salt-key?token=x` } });
    this.#configureMinion(machine);
    return this.#told.trim();
  }

  /** Another machine that has what a minion's has, with its key or without; its way leads to our master. */
  copy(name: string, original: SaltedMachine, what: 'with its key' | 'without its key'): void {
    const keys = ['etc/salt/pki/minion/minion.pem', 'etc/salt/pki/minion/minion.pub'];
    const files = ['etc/salt/minion.d/bedplate.conf', 'etc/salt/grains', ...(what === 'with its key' ? keys : [])];
    const machine = this.#newMachine(name);
    for (const path of files) machine.write(path, original.file(path));
    this.#configureMinion(machine);
  }

  machine(name: string): SaltedMachine {
    const machine = this.#machines.get(name);
    if (machine) return machine;
    throw new Error(`there is no machine ${name}`);
  }

  start(name: string, expected: 'lives on' | 'ends' = 'lives on'): Promise<void> {
    if (expected === 'ends') this.#ended.add(name);
    return this.#supervisor.launch(this.machine(name).part('salt-minion', name, async () => true));
  }

  async end(name: string): Promise<void> {
    this.#ended.add(name);
    const process = this.#supervisor.running(name);
    process.signal('SIGKILL');
    await process.exited;
  }

  pidOf(name: string): number {
    return this.#supervisor.running(name).pid;
  }

  logOf(name: string): string {
    return this.machine(name).file(`var/log/salt/minion`);
  }

  async close(): Promise<void> {
    const minions = [...this.#machines.keys()].filter((name) => !name.startsWith('salt-'));
    await this.#supervisor.end([minions, ['salt-api'], ['salt-master']], GRACE_MS);
    await this.#http.close();
    await new Promise((resolve) => this.#callBacks.close(resolve));
    for (const machine of this.#machines.values()) machine.gone();
  }

  #configureMinion(machine: SaltedMachine): void {
    const { publish, request } = this.#ports;
    machine.configure('minion', { publish_port: publish, master_port: request, random_reauth_delay: 1 });
  }

  #newMachine(name: string): SaltedMachine {
    const machine = new SaltedMachine();
    this.#machines.set(name, machine);
    return machine;
  }

  #wishOf(client: WishReader, name: string) {
    return findSaltWish({ client, salt: async () => this.salt }, { namespace: 'default', name });
  }
}
