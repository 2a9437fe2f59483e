import { Failure } from '../../failure.ts';
import type { Bmc, BmcFactory, BmcTarget, MachineIdentity, PowerState, RestartWay } from '../../ports/bmc.ts';
import type { MachineReport } from '../../../api/survey.ts';
import { TwinLog } from './twin-log.ts';

export interface MemoryMachine {
  systemId: string;
  serialNumber: string;
  macs: string[];
  power: 'On' | 'Off';
  boot: 'disk' | 'network';
  /** What it was told to become; seen by the next look at its power. */
  goal?: 'On' | 'Off';
  /** What it is made of, beside its identity. */
  parts?: Partial<MachineReport>;
  resets: number;
  /** Its BMC tells nothing of resets. */
  tellsNoResets?: boolean;
  /** Whether its system does what it is asked; set by tests. */
  deaf?: boolean;
}

/** Machines by the address of their BMC. Power changes show on the second look, as on real ones: callers have to poll. */
export class MemoryBmcs implements BmcFactory {
  readonly log = new TwinLog();
  readonly #machines = new Map<string, MemoryMachine>();
  /** Called when a machine has come up, before its one boot from the network is forgotten. */
  onPowerOn: (machine: MemoryMachine) => void = () => undefined;

  add(address: string, machine: Pick<MemoryMachine, 'systemId' | 'serialNumber' | 'macs' | 'parts'>): MemoryMachine {
    const added: MemoryMachine = { ...machine, power: 'Off', boot: 'disk', resets: 0 };
    this.#machines.set(address, added);
    return added;
  }

  /** All that share a host and a port are behind one BMC. */
  async systems({ address }: BmcTarget): Promise<string[]> {
    const base = (url: string) => /^[^:]+:\/\/[^/]+/.exec(url)?.[0];
    return [...this.#machines.keys()].filter((known) => base(known) === base(address));
  }

  async open({ address }: BmcTarget): Promise<Bmc> {
    if (!/^redfish\+https?:\/\//.test(address))
      throw new Failure('Unsupported', `There is no driver for BMC address ${address}.`);
    const machine = this.#machines.get(address);
    if (!machine)
      throw new Failure('NotFound', `There is no machine at ${address}. Correct bmc.address in the ComputeAsset.`);
    return new MemoryBmc(machine, address, this);
  }
}

class MemoryBmc implements Bmc {
  readonly #machine: MemoryMachine;
  readonly #address: string;
  readonly #owner: MemoryBmcs;

  constructor(machine: MemoryMachine, address: string, owner: MemoryBmcs) {
    this.#machine = machine;
    this.#address = address;
    this.#owner = owner;
  }

  async power(): Promise<PowerState> {
    const { goal } = this.#machine;
    if (goal === undefined) return this.#machine.power;
    delete this.#machine.goal;
    this.#machine.power = goal;
    if (goal === 'On') {
      this.#machine.resets += 1;
      this.#owner.onPowerOn(this.#machine);
      this.#machine.boot = 'disk';
    }
    return 'Changing';
  }

  async describe(): Promise<MachineReport> {
    const { systemId, serialNumber, macs, parts } = this.#machine;
    const nics = macs.map((mac, index) => ({ name: `eth${index}`, mac: mac.toLowerCase() }));
    return { systemId, serialNumber, nics, disks: [], ...parts };
  }

  async checkIdentity({ asset, systemId, serialNumber, macs }: MachineIdentity): Promise<void> {
    const machine = this.#machine;
    if (systemId === undefined && serialNumber === undefined && macs.length === 0) {
      throw new Failure(
        'Conflict',
        `ComputeAsset ${asset} names no UUID, serial number or MAC: nothing proves anything.`,
      );
    }
    if (systemId !== undefined && systemId !== machine.systemId)
      throw this.#otherMachine('UUID', machine.systemId, systemId);
    if (serialNumber !== undefined && serialNumber !== machine.serialNumber) {
      throw this.#otherMachine('serial number', machine.serialNumber, serialNumber);
    }
    const isForeign = macs.length > 0 && machine.macs.length > 0 && !machine.macs.some((mac) => macs.includes(mac));
    if (isForeign) throw this.#otherMachine('MACs', machine.macs.join(', '), macs.join(', '));
  }

  async bootFromNetworkOnce(): Promise<void> {
    if (this.#machine.boot === 'network') return;
    this.#owner.log.change(`boot ${this.#address} from the network`, () => (this.#machine.boot = 'network'));
  }

  async powerOn(): Promise<void> {
    this.#bring('On');
  }

  async powerOff(): Promise<void> {
    this.#bring('Off');
  }

  async shutDown(): Promise<void> {
    if (!this.#machine.deaf) this.#bring('Off');
  }

  async restart(how: RestartWay): Promise<void> {
    const machine = this.#machine;
    if (machine.power === 'Off' || (how === 'gracefully' && machine.deaf)) return;
    this.#owner.log.change(`restart ${this.#address} ${how}`, () => (machine.resets += 1));
  }

  async lastReset(): Promise<string | undefined> {
    return this.#machine.tellsNoResets ? undefined : String(this.#machine.resets);
  }

  #bring(goal: 'On' | 'Off'): void {
    if ((this.#machine.goal ?? this.#machine.power) === goal) return;
    this.#owner.log.change(`power ${goal.toLowerCase()} ${this.#address}`, () => (this.#machine.goal = goal));
  }

  #otherMachine(what: string, reported: string, expected: string): Failure {
    return new Failure(
      'Conflict',
      `The machine at ${this.#address} has the ${what} ${reported}, but the ComputeAsset says ${expected}: it is another machine.`,
    );
  }
}
