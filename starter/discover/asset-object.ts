import { apiVersionOf, type Resource } from '../../api/kinds/kind.ts';
import { computeAsset, type Device } from '../../api/kinds/compute-asset.ts';
import { type InventoryDisk, type InventoryNic, type InventoryRecord, systemAddress } from './inventory.ts';

/** The ComputeAsset that a record makes; checked by nobody yet. */
export function assetObject(name: string, record: InventoryRecord): Resource {
  const { zone, rack, unit, cpuCores, architecture, memoryGiB, firmware, bmc } = record;
  const address = systemAddress(record);
  const devices: Device[] = [];
  for (const nic of record.nics) devices.push(newNic(nic, record, devices));
  return {
    apiVersion: apiVersionOf(computeAsset),
    kind: computeAsset.kind,
    metadata: { name },
    ...(zone !== undefined && { availabilityZone: { name: zone } }),
    ...given({ manufacturer: record.manufacturer, model: record.model, serialNumber: record.serialNumber }),
    ...(rack !== undefined && { rack: { name: rack, ...given({ unit }) } }),
    devices: [...devices, ...newDisks(record.disks)],
    ...(cpuCores !== undefined && { cpu: { cores: cpuCores, ...given({ architecture }) } }),
    ...(memoryGiB !== undefined && { memory: { sizeGiB: memoryGiB } }),
    ...(firmware !== undefined && { firmware: { mode: firmware } }),
    ...((address !== undefined || bmc?.systemId !== undefined) && {
      bmc: given({ address, credentialsSecretRef: bmc?.credentialsSecretRef, systemId: bmc?.systemId }),
    }),
  } as Resource;
}

/** The network device of a new MAC. Where nothing is said of its network, the rack's own is meant. */
export function newNic(nic: InventoryNic, record: InventoryRecord, others: readonly Device[]): Device {
  const { mac: macAddress, management, port, ipAddr } = nic;
  const taken = others.flatMap((device) => (device.function === 'network' ? [device.index ?? 0] : []));
  const name = l2DomainOf(nic, record);
  const type = management ? 'Management' : 'Provision';
  const switchName = switchOf(nic, record);
  return {
    function: 'network',
    ...(!management && { index: Math.max(0, ...taken) + 1 }),
    ...given({ ipAddr }),
    l2Domain: {
      name,
      macAddress,
      ...(switchName !== undefined && { networkSwitch: { name: switchName, type, ...given({ port }) } }),
    },
  };
}

export function l2DomainOf({ l2Domain, management }: InventoryNic, { rack = 'default' }: InventoryRecord): string {
  return l2Domain ?? `${rack}-${management ? 'management' : 'servers'}`;
}

/** What tells a BMC's network device from the machine's is its switch: one is named, if need be. */
export function switchOf(nic: InventoryNic, record: InventoryRecord): string | undefined {
  return nic.switch ?? (nic.management ? `${l2DomainOf(nic, record)}-switch` : undefined);
}

/** Disks without names get those that Linux gives in their order: sda, sdb …, nvme0n1, nvme1n1 … */
export function newDisks(disks: readonly InventoryDisk[], firstIndex = 0): Device[] {
  let plain = 0;
  let nvme = 0;
  return disks.map((disk, position) => {
    const { sizeGiB, rotational, model, byPath } = disk;
    const guess = disk.nvme ? `nvme${nvme++}n1` : `sd${letters(plain++)}`;
    const described = { name: disk.name ?? guess, sizeGiB, rotational, ...given({ model, byPath }) };
    return { function: 'disk', index: firstIndex + position, disk: described };
  });
}

/** a … z, aa, ab … */
function letters(index: number): string {
  const last = String.fromCharCode('a'.charCodeAt(0) + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

function given<Fields extends object>(fields: Fields): { [K in keyof Fields]?: Exclude<Fields[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields as never;
}
