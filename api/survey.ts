/*
 * What the outside systems say of machines: read by `bedplate discover` and `bedplate adopt`, a page at a time, so that
 * no answer outgrows a message of Temporal.
 */

/** Part of a list that may be long. */
export interface Page<Row> {
  /** How many there are in all. */
  total: number;
  rows: Row[];
}

export interface PageRequest {
  offset: number;
  limit: number;
}

/** A machine as its BMC describes it; what the BMC doesn't say is left out. */
export interface MachineReport {
  systemId?: string;
  serialNumber?: string;
  manufacturer?: string;
  model?: string;
  firmware?: 'UEFI' | 'BIOS';
  cpuCores?: number;
  /** As Linux spells it, such as x86_64. */
  architecture?: string;
  memoryGiB?: number;
  /** Of the machine itself, not of its BMC. MACs in lower case. */
  nics: { name: string; mac: string }[];
  disks: { sizeGiB: number; rotational: boolean; nvme: boolean; model?: string }[];
}

/** A device as the CMDB describes it. */
export interface DeviceReport {
  name: string;
  /** The CMDB's word: Inventory (free), Active, … */
  status: string;
  /** The mark on it as it stands there, whosever it is. */
  mark?: string;
  location?: string;
  rack?: string;
  unit?: number;
  manufacturer?: string;
  model?: string;
  serial?: string;
  /** Addresses in CIDR form; MACs in lower case, or empty. */
  interfaces: { name: string; mac: string; management: boolean; addresses: string[] }[];
}

/** A host as the installer's system describes it. */
export interface HostReport {
  /** Lower-case. */
  fqdn: string;
  /** The mark on it as it stands there, whosever it is. */
  mark?: string;
  /** Of its primary device, lower-case. */
  mac: string;
  addresses: string[];
  /** It would install at its next boot. */
  build: boolean;
}

/** BMCs to be asked, all with the same login. */
export interface BmcQuestion {
  addresses: string[];
  credentialsSecretRef?: { namespace: string; name: string };
}

/** What one BMC said, or why it said nothing. */
export type BmcAnswer<Said> = { address: string } & ({ said: Said } | { why: string });
