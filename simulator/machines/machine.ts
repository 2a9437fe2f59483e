/** Metal as an operator adds it: `PUT /_sim/machines/UUID`. */
export interface MachineSpec {
  uuid: string;
  name: string;
  serial: string;
  manufacturer: string;
  model: string;
  nics: Nic[];
  disks: DiskSpec[];
  cpuCores: number;
  memoryGiB: number;
  firmware: 'UEFI' | 'BIOS';
  bootOrder: BootSource[];
  bmc: { username: string; password: string } | null;
}

export interface Nic {
  mac: string;
  identifier: string;
  /** Belongs to the BMC: the machine itself can't use it. */
  management?: boolean;
}

export interface DiskSpec {
  name: string;
  sizeGiB: number;
  rotational: boolean;
  /** Name under `/dev/disk/by-path`. */
  byPath?: string;
  model?: string;
}

export type BootSource = 'disk' | 'network';
export type PowerState = 'On' | 'Off' | 'PoweringOn' | 'PoweringOff';
export type DiskContent = 'blank' | 'os' | 'data' | 'wiped';

export type Phase =
  | 'off'
  | 'booting'
  | 'network-booting'
  | 'installing'
  | 'install-failed'
  | 'wiping'
  | 'wiped'
  | 'running'
  | 'no-boot-device';

export interface Machine {
  spec: MachineSpec;
  power: PowerState;
  phase: Phase;
  /** Where the next boot goes, once; taken when that boot begins. */
  bootOverride: BootSource | null;
  /** Content by disk name. */
  disks: Map<string, DiskContent>;
  /** Of each disk that was laid out: another text after each time. What survives an install keeps it. */
  marks: Map<string, string>;
  installed: InstalledSystem | null;
  /** Why the last network boot left the machine uninstalled. */
  lastError: string | null;
  powerOns: number;
  /** ISO time at which it last came out of a reset; null before it was ever on. */
  lastReset: string | null;
  /** Its system is ending, as it was asked to. */
  endingSystem: boolean;
  boots: number;
  installs: number;
  wipes: number;
  /** Ends whatever the powered-on machine is doing. */
  life: AbortController | null;
  /** Ends a power transition under way. */
  transition: AbortController | null;
}

export interface InstalledSystem {
  /** SHA-256 of the kickstart, after all of its includes. */
  installHash: string;
  hostname: string;
  addresses: string[];
  gateway: string[];
  dns: string[];
  sshKeys: string[];
  /** Public SSH host key, new with every install. */
  hostKey: string;
  routes: Route[];
  /** ISO time. */
  at: string;
  /** Files that `%post` wrote, by path. */
  files: Map<string, string>;
  /** Systemd units that `%post` enabled. */
  enabledUnits: string[];
  firstBootDone: boolean;
}

export interface Route {
  destination: string;
  via: string;
  metric: number | null;
}

export function newMachine(spec: MachineSpec): Machine {
  return {
    spec,
    power: 'Off',
    phase: 'off',
    bootOverride: null,
    disks: new Map(spec.disks.map((disk) => [disk.name, 'blank'])),
    marks: new Map(),
    installed: null,
    lastError: null,
    powerOns: 0,
    lastReset: null,
    endingSystem: false,
    boots: 0,
    installs: 0,
    wipes: 0,
    life: null,
    transition: null,
  };
}

/** Whether the installed system is up: only then does it answer on the network. */
export function isRunning(machine: Machine): boolean {
  return machine.power === 'On' && machine.phase === 'running' && machine.installed !== null;
}

/** The disk that a kickstart means by `sda`, `/dev/sda` or `disk/by-path/…`. */
export function findDisk(spec: Pick<MachineSpec, 'disks'>, reference: string): DiskSpec | undefined {
  const bare = reference.replace(/^\/dev\//, '');
  const byPath = /^disk\/by-path\/(.+)$/.exec(bare)?.[1];
  return spec.disks.find((disk) => (byPath === undefined ? disk.name === bare : disk.byPath === byPath));
}

export function findNic(spec: MachineSpec, reference: string): Nic | undefined {
  const wanted = reference.toLowerCase();
  return spec.nics.find((nic) => nic.mac.toLowerCase() === wanted || nic.identifier.toLowerCase() === wanted);
}
