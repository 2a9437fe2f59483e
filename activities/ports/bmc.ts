import type { MachineReport } from '../../api/survey.ts';

export type PowerState = 'On' | 'Off' | 'Changing';

/** What the inventory says of a machine; what doesn't match stops every call that changes it. */
export interface MachineIdentity {
  /** Name of the ComputeAsset, for messages. */
  asset: string;
  systemId?: string;
  serialNumber?: string;
  /** Lower-case. */
  macs: string[];
}

/** A machine's management controller (Redfish), reached at one system's URL. */
export interface Bmc {
  power(): Promise<PowerState>;
  /** What the machine is made of, by its own word. Only reads. */
  describe(): Promise<MachineReport>;
  /**
   * Conflict, naming both sides, when UUID or serial differ, when the machine reports network devices of which none is
   * ours, and when it reports nothing that could be compared. Made before each call that changes something.
   */
  checkIdentity(expected: MachineIdentity): Promise<void>;
  /** The next boot, and only that one, goes to the network. Repeatable. */
  bootFromNetworkOnce(firmware: 'UEFI' | 'BIOS'): Promise<void>;
  /**
   * Does nothing when the machine is on or coming up. Returns when the BMC took the order, not when the power is on.
   * RaceLost when it takes none because it is still going off.
   */
  powerOn(): Promise<void>;
  /** Hard off; does nothing when it is off. Returns when the BMC took the order: ask `power()` until it says Off. */
  powerOff(): Promise<void>;
  /** Asks the system that runs on the machine to end; does nothing when it is off. Whether it follows, `power()` shows. */
  shutDown(): Promise<void>;
  /**
   * A machine that is on: `gracefully` asks its system, `forced` resets it. Returns when the BMC took the order.
   * Unsupported where it offers no such order.
   */
  restart(how: RestartWay): Promise<void>;
  /** Another text after each reset of the machine; undefined where the BMC tells nothing of them. */
  lastReset(): Promise<string | undefined>;
}

export type RestartWay = 'gracefully' | 'forced';

/** Picks the driver by the scheme of `address`, such as redfish+https. Unsupported for an unknown one. */
export interface BmcFactory {
  open(target: BmcTarget): Promise<Bmc>;
  /** The addresses of all systems behind one BMC, by the scheme, host and port of `target`. Only reads. */
  systems(target: BmcTarget): Promise<string[]>;
}

export interface BmcTarget {
  /** Such as redfish+https://10.2.2.2/redfish/v1/Systems/1 */
  address: string;
  credentialsSecretRef?: { namespace: string; name: string };
}
