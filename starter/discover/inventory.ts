/** A machine as one source of inventory tells of it. What a source doesn't say is left out: only what is said is compared. */
export interface InventoryRecord {
  /** Where it stands in its source, for messages: "line 3", "device r1-a01 of the CMDB". */
  from: string;
  name?: string;
  serialNumber?: string;
  manufacturer?: string;
  model?: string;
  zone?: string;
  networkZone?: string;
  rack?: string;
  unit?: number;
  firmware?: 'UEFI' | 'BIOS';
  cpuCores?: number;
  architecture?: string;
  memoryGiB?: number;
  bmc?: InventoryBmc;
  nics: InventoryNic[];
  disks: InventoryDisk[];
}

export interface InventoryBmc {
  /** Of its one system, such as redfish+https://10.2.2.2/redfish/v1/Systems/1, or of the BMC alone, such as 10.2.2.2. */
  address?: string;
  systemId?: string;
  credentialsSecretRef?: { namespace: string; name: string };
}

export interface InventoryNic {
  /** Lower-case. */
  mac: string;
  /** The BMC's own. */
  management: boolean;
  l2Domain?: string;
  switch?: string;
  port?: string;
  ipAddr?: string;
}

export interface InventoryDisk {
  /** As Linux calls it. A BMC doesn't know it. */
  name?: string;
  sizeGiB: number;
  rotational: boolean;
  nvme?: boolean;
  model?: string;
  byPath?: string;
}

/** What was read, and what could not be, a sentence each. */
export interface Reading {
  records: InventoryRecord[];
  unanswered: string[];
}

/** How people name a record. */
export function nameOf(record: InventoryRecord): string {
  return record.name ?? record.serialNumber ?? record.from;
}

/** The address of one system; that of a BMC alone can't power a machine. */
export function systemAddress({ bmc }: InventoryRecord): string | undefined {
  return bmc?.address?.includes('/Systems/') ? bmc.address : undefined;
}
