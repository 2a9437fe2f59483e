/** The outside systems' own truth, as the simulator's `/_sim/state` tells it. */
export interface Outside {
  machines: Machine[];
  hosts: Host[];
  devices: Device[];
  addresses: CmdbAddress[];
  rrsets: RecordSet[];
}

export interface Machine {
  uuid: string;
  name: string;
  macs: string[];
  power: string;
  /** What it does just now, such as running or no-boot-device. */
  phase: string;
  installs: number;
  powerOns: number;
  wipes: number;
  /** What is on each disk: blank, data, os or wiped. */
  disks: Record<string, string>;
  /** Another text each time that a disk is laid out anew. */
  marks: Record<string, string>;
  installed: { hostname: string; addresses: string[]; hostKey: string; routes: Route[] } | null;
  lastError: string | null;
}

export interface Route {
  destination: string;
  via: string;
  metric: number | null;
}

/** A host in Foreman. */
export interface Host {
  name: string;
  build: boolean;
  mac: string | null;
  ip: string | null;
  ip6: string | null;
  parameters: Record<string, unknown>;
}

/** A device in the CMDB; addresses with their prefix length. */
export interface Device {
  name: string;
  status: string;
  primary_ip4: string | null;
  primary_ip6: string | null;
  custom_fields: Record<string, unknown>;
  interfaces: { name: string; addresses: (string | null)[] }[];
}

export interface CmdbAddress {
  address: string;
  dns_name: string | null;
  custom_fields: Record<string, unknown>;
  devices: string[];
}

export interface RecordSet {
  zone: string;
  name: string;
  type: string;
  records: { content: string }[];
  comments: { content: string }[];
}

/** One line of the simulator's journal: a request that was answered, or something that a machine did. */
export interface JournalEntry {
  seq: number;
  time: string;
  system: string;
  method: string;
  path: string;
  status: number;
  changed: boolean;
  /** Natural key of what was touched. */
  key: string;
  /** Id of the fault that hit it. */
  fault?: string;
}
