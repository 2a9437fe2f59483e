import type { ComputeAsset, Device } from '../../api/kinds/compute-asset.ts';
import { newDisks, newNic } from './asset-object.ts';
import type { Drift } from './change.ts';
import type { InventoryDisk, InventoryNic, InventoryRecord } from './inventory.ts';

/** A disk of "480 GB" has 447 GiB, and inventories say either. */
const SIZE_TOLERANCE = 0.1;

/** Drift of an asset's devices, and the devices as they would be with what is safe of it; undefined when nothing is. */
export function compareDevices(
  ours: ComputeAsset['devices'],
  record: InventoryRecord,
): { fields: Drift[]; devices?: Device[] } {
  const fields: Drift[] = [];
  let devices = [...ours];
  let isChanged = false;

  function replace(old: Device, next: Device): void {
    devices = devices.map((device) => (device === old ? next : device));
    isChanged = true;
  }

  for (const nic of record.nics) {
    const device = devices.find((candidate) => macOf(candidate) === nic.mac);
    if (!device?.l2Domain) {
      fields.push({ field: `devices[${nic.mac}]`, ours: '-', theirs: 'a network device', safe: true });
      devices = [...devices, newNic(nic, record, devices)];
      isChanged = true;
      continue;
    }
    const { changed, drifts } = compareNic(device, nic);
    fields.push(...drifts);
    if (drifts.length > 0) replace(device, changed);
  }
  const said = record.nics.map(({ mac }) => mac);
  // A source that names no network device says nothing of them.
  const missing = said.length === 0 ? [] : ours.flatMap((device) => macOf(device) ?? []);
  for (const mac of missing.filter((known) => !said.includes(known) && isOfKindsSaid(ours, known, record))) {
    fields.push({ field: `devices[${mac}]`, ours: 'a network device', theirs: '-', safe: false });
  }

  const disks = ours.filter((device) => device.disk !== undefined);
  if (record.disks.length > 0 && disks.length === 0) {
    fields.push({ field: 'disks', ours: '-', theirs: summary(record.disks), safe: true });
    devices = [...devices, ...newDisks(record.disks)];
    isChanged = true;
  } else if (record.disks.every(({ name }) => name !== undefined)) {
    for (const disk of record.disks) compareNamed(disk);
    for (const { disk } of disks)
      if (record.disks.length > 0 && disk && !record.disks.some(({ name }) => name === disk.name))
        fields.push({ field: `disk ${disk.name}`, ours: `${disk.sizeGiB} GiB`, theirs: '-', safe: false });
  } else if (!areAlike(disks, record.disks)) {
    const known = disks.flatMap(({ disk }) => disk ?? []);
    fields.push({ field: 'disks', ours: summary(known), theirs: summary(record.disks), safe: false });
  }
  return { fields, ...(isChanged && { devices }) };

  function compareNamed(disk: InventoryDisk): void {
    const device = devices.find((candidate) => candidate.disk?.name === disk.name);
    if (!device?.disk) {
      fields.push({ field: `disk ${disk.name}`, ours: '-', theirs: `${disk.sizeGiB} GiB`, safe: true });
      const indexes = devices.flatMap((known) => (known.function === 'disk' ? [known.index ?? -1] : []));
      devices = [...devices, ...newDisks([disk], Math.max(-1, ...indexes) + 1)];
      isChanged = true;
      return;
    }
    const { name, nvme: _, ...told } = disk;
    const differing = Object.entries(told).filter(([key, value]) => {
      return value !== undefined && value !== device.disk?.[key as keyof typeof told & keyof typeof device.disk];
    });
    if (differing.length === 0) return;
    for (const [key, value] of differing) {
      const before = device.disk[key as keyof typeof device.disk];
      fields.push({ field: `disk ${name}.${key}`, ours: String(before ?? '-'), theirs: String(value), safe: true });
    }
    replace(device, { ...device, disk: { ...device.disk, ...Object.fromEntries(differing) } });
  }
}

function compareNic(device: Device, nic: InventoryNic): { changed: Device; drifts: Drift[] } {
  const drifts: Drift[] = [];
  const of = `devices[${nic.mac}]`;
  const l2Domain = device.l2Domain;
  if (!l2Domain) return { changed: device, drifts };
  let changed = l2Domain;
  if (nic.l2Domain !== undefined && nic.l2Domain !== l2Domain.name) {
    drifts.push({ field: `${of}.l2Domain.name`, ours: l2Domain.name, theirs: nic.l2Domain, safe: true });
    changed = { ...changed, name: nic.l2Domain };
  }
  const type = nic.management ? 'Management' : 'Provision';
  const { networkSwitch } = l2Domain;
  if (nic.switch !== undefined && nic.switch !== networkSwitch?.name) {
    drifts.push({
      field: `${of}.networkSwitch.name`,
      ours: networkSwitch?.name ?? '-',
      theirs: nic.switch,
      safe: true,
    });
    changed = { ...changed, networkSwitch: { type, ...networkSwitch, name: nic.switch } };
  }
  if (nic.port !== undefined && changed.networkSwitch && nic.port !== networkSwitch?.port) {
    drifts.push({ field: `${of}.networkSwitch.port`, ours: networkSwitch?.port ?? '-', theirs: nic.port, safe: true });
    changed = { ...changed, networkSwitch: { ...changed.networkSwitch, port: nic.port } };
  }
  return { changed: { ...device, l2Domain: changed }, drifts };
}

/** A BMC tells of the machine's own devices and not of its own: of those it says nothing. */
function isOfKindsSaid(ours: readonly Device[], mac: string, { nics }: InventoryRecord): boolean {
  const device = ours.find((candidate) => macOf(candidate) === mac);
  const management = device?.l2Domain?.networkSwitch?.type === 'Management';
  return nics.some((nic) => nic.management === management);
}

/** Disks without names are told apart by what they are. */
function areAlike(ours: readonly Device[], theirs: readonly InventoryDisk[]): boolean {
  const known = ours.flatMap(({ disk }) => disk ?? []).sort(bySize);
  const said = [...theirs].sort(bySize);
  return (
    known.length === said.length &&
    known.every((disk, index) => {
      const other = said[index];
      if (!other || disk.rotational !== other.rotational) return false;
      return Math.abs(disk.sizeGiB - other.sizeGiB) <= SIZE_TOLERANCE * Math.max(disk.sizeGiB, other.sizeGiB);
    })
  );
}

type Sized = Pick<InventoryDisk, 'sizeGiB' | 'rotational'>;

function bySize(a: Sized, b: Sized): number {
  return Number(a.rotational) - Number(b.rotational) || a.sizeGiB - b.sizeGiB;
}

function summary(disks: readonly Sized[]): string {
  return [...disks]
    .sort(bySize)
    .map(({ sizeGiB, rotational }) => `${sizeGiB} GiB ${rotational ? 'HDD' : 'SSD'}`)
    .join(', ');
}

function macOf({ l2Domain }: Device): string | undefined {
  return l2Domain?.macAddress.toLowerCase();
}
