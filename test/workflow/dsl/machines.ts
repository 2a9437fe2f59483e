import { MemoryBmcs, type MemoryMachine } from '../../../activities/adapters/memory/bmc.ts';
import type { MemoryHostRegistry } from '../../../activities/adapters/memory/host-registry.ts';
import { Failure } from '../../../activities/failure.ts';
import { ZERO_MEBIBYTE } from '../../../activities/kickstart/wipe-report.ts';
import type { Bmc, BmcTarget } from '../../../activities/ports/bmc.ts';
import type { Owner } from '../../../api/owner.ts';
import type { InstallerMessage } from '../../../workflows/contract.ts';

/** What a machine does when it comes up from the network in build mode. */
export type Habit = 'installs' | 'fails' | 'stays silent' | 'loses its call-back' | 'reports a bad wipe';

export const HOST_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHdvcmtmbG93';
export const INSTALLER_LOG = 'anaconda started\nno space left on sda';

type Tell = (owner: Owner, message: InstallerMessage) => void;
type Kickstart = { purpose: 'install' | 'wipe'; owner: Owner };

/** Machines that answer power-on as real ones do: they fetch their kickstart, install or wipe, and call back. */
export class Machines {
  readonly #bmcs = new MemoryBmcs();
  readonly #hosts: MemoryHostRegistry;
  readonly #names = new Map<string, string>();
  readonly #machines = new Map<string, MemoryMachine>();
  readonly #habits = new Map<string, Habit[]>();
  readonly #kickstarts = new Map<string, Kickstart>();
  readonly #dead = new Set<string>();
  /** Every boot from the network in build mode, such as "r1-a01 install". */
  readonly boots: string[] = [];
  /** Those that an installer runs on, and the most that there ever were at once. */
  readonly installing = new Set<string>();
  mostInstalling = 0;
  #finishes: Map<string, () => void> | undefined;
  /** How a call-back reaches its workflow. */
  tell: Tell = () => undefined;

  constructor(hosts: MemoryHostRegistry) {
    this.#hosts = hosts;
    this.#bmcs.onPowerOn = (machine) => this.#boot(machine, machine.boot);
  }

  get log() {
    return this.#bmcs.log;
  }

  add(name: string, address: string, identity: Pick<MemoryMachine, 'systemId' | 'serialNumber' | 'macs'>): void {
    this.#machines.set(name, this.#bmcs.add(address, identity));
    this.#names.set(address, name);
  }

  /** What it does at its next boots from the network, in turn; after them it installs, and wipes well. */
  habits(name: string, ...habits: Habit[]): void {
    this.#habits.set(name, habits);
  }

  /** From now on an installer is through when it is told so. */
  holdInstalls(): void {
    this.#finishes ??= new Map();
  }

  finishInstall(name: string): void {
    this.#finishes?.get(name)?.();
    this.#finishes?.delete(name);
  }

  /** It ran before Bedplate came. */
  runs(name: string): void {
    const machine = this.#machines.get(name);
    if (machine) machine.power = 'On';
  }

  power(name: string): string | undefined {
    return this.#machines.get(name)?.power;
  }

  /** What its BMC, or its system, is like. */
  is(name: string, like: Pick<MemoryMachine, 'tellsNoResets' | 'deaf'>): void {
    Object.assign(this.#machines.get(name) ?? {}, like);
  }

  /** Its BMC answers no more. */
  killBmc(name: string): void {
    this.#dead.add(name);
  }

  reviveBmc(name: string): void {
    this.#dead.delete(name);
  }

  /** The URL that Foreman hands to a machine stands for the kickstart of this purpose and owner. */
  readonly kickstartUrl = (purpose: 'install' | 'wipe', asset: string, owner: Owner): string => {
    this.#kickstarts.set(asset, { purpose, owner });
    return `http://install.example/${asset}?token=${purpose}-${owner.installId}`;
  };

  systems(target: BmcTarget): Promise<string[]> {
    return this.#bmcs.systems(target);
  }

  async open(target: BmcTarget): Promise<Bmc> {
    const name = this.#names.get(target.address) ?? '';
    if (this.#dead.has(name)) throw new Failure('Unavailable', `The BMC of ${name} does not answer`);
    const bmc = await this.#bmcs.open(target);
    return {
      power: () => bmc.power(),
      describe: () => bmc.describe(),
      checkIdentity: (expected) => bmc.checkIdentity(expected),
      bootFromNetworkOnce: (firmware) => bmc.bootFromNetworkOnce(firmware),
      powerOff: () => bmc.powerOff(),
      shutDown: () => bmc.shutDown(),
      restart: (how) => bmc.restart(how),
      lastReset: () => bmc.lastReset(),
      async powerOn() {
        await bmc.powerOn();
        // The twin comes up when it is looked at.
        await bmc.power();
      },
    };
  }

  #boot(machine: MemoryMachine, from: MemoryMachine['boot']): void {
    const name = [...this.#machines].find(([, known]) => known === machine)?.[0] ?? '';
    if (from === 'network') void this.#askForeman(name, machine);
  }

  async #askForeman(name: string, machine: MemoryMachine): Promise<void> {
    const host = (await this.#hosts.list()).find(({ mac }) => machine.macs.includes(mac));
    const kickstart = this.#kickstarts.get(name);
    if (!host?.build || !kickstart) return;
    this.boots.push(`${name} ${kickstart.purpose}`);
    const habit = this.#habits.get(name)?.shift() ?? 'installs';
    if (habit === 'stays silent') return;
    if (kickstart.purpose === 'wipe') return this.#wiped(name, kickstart, habit);
    await this.#install(name);
    if (habit === 'fails') return this.#say(name, kickstart, 'failed', INSTALLER_LOG);
    this.#hosts.endBuild(host.fqdn);
    if (habit !== 'loses its call-back') this.#say(name, kickstart, 'installed', '');
    this.#say(name, kickstart, 'booted', HOST_KEY);
  }

  async #install(name: string): Promise<void> {
    this.installing.add(name);
    this.mostInstalling = Math.max(this.mostInstalling, this.installing.size);
    const finishes = this.#finishes;
    if (finishes) await new Promise<void>((resolve) => finishes.set(name, resolve));
    this.installing.delete(name);
  }

  #wiped(name: string, kickstart: Kickstart, habit: Habit): void {
    this.#say(name, kickstart, 'wiped', `sda ${habit === 'reports a bad wipe' ? 'c0ffee' : ZERO_MEBIBYTE}`);
  }

  #say(_name: string, { owner }: Kickstart, event: InstallerMessage['event'], detail: string): void {
    this.tell(owner, { installId: owner.installId, event, detail, at: new Date().toISOString() });
  }
}
