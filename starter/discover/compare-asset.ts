import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Change, Drift } from './change.ts';
import { compareDevices } from './compare-devices.ts';
import { type InventoryRecord, systemAddress } from './inventory.ts';

type Value = string | number | undefined;

interface Field {
  field: string;
  ours: (asset: ComputeAsset) => Value;
  theirs: (record: InventoryRecord) => Value;
  /** It tells one machine from another: filled in where it is missing, never changed. */
  identity?: true;
  /** Said only together with this one: it can't stand alone in the object. */
  needs?: string;
}

const FIELDS: readonly Field[] = [
  {
    field: 'serialNumber',
    ours: (asset) => asset.serialNumber,
    theirs: (record) => record.serialNumber,
    identity: true,
  },
  {
    field: 'bmc.systemId',
    ours: (asset) => asset.bmc?.systemId,
    theirs: (record) => record.bmc?.systemId,
    identity: true,
  },
  { field: 'manufacturer', ours: (asset) => asset.manufacturer, theirs: (record) => record.manufacturer },
  { field: 'model', ours: (asset) => asset.model, theirs: (record) => record.model },
  { field: 'availabilityZone.name', ours: (asset) => asset.availabilityZone?.name, theirs: (record) => record.zone },
  { field: 'rack.name', ours: (asset) => asset.rack?.name, theirs: (record) => record.rack },
  { field: 'rack.unit', ours: (asset) => asset.rack?.unit, theirs: (record) => record.unit, needs: 'rack.name' },
  { field: 'firmware.mode', ours: (asset) => asset.firmware.mode, theirs: (record) => record.firmware },
  { field: 'cpu.cores', ours: (asset) => asset.cpu?.cores, theirs: (record) => record.cpuCores },
  {
    field: 'cpu.architecture',
    ours: (asset) => asset.cpu?.architecture,
    theirs: (record) => record.architecture,
    needs: 'cpu.cores',
  },
  { field: 'memory.sizeGiB', ours: (asset) => asset.memory?.sizeGiB, theirs: (record) => record.memoryGiB },
  { field: 'bmc.address', ours: (asset) => asset.bmc?.address, theirs: systemAddress },
];

/** Holds an asset against what the inventory says of its machine. Both must have been matched before. */
export function compareAsset(
  asset: ComputeAsset,
  record: InventoryRecord,
): Pick<Extract<Change, { action: 'drift' }>, 'fields' | 'patch'> {
  const fields: Drift[] = [];
  const patch: Record<string, unknown> = {};
  const { metadata } = asset;
  if (record.name !== undefined && record.name !== metadata.name) {
    fields.push({ field: 'metadata.name', ours: metadata.name, theirs: record.name, safe: false });
  }
  for (const { field, ours: read, theirs: say, identity, needs } of FIELDS) {
    const ours = read(asset);
    const theirs = say(record);
    if (theirs === undefined || isSame(ours, theirs, identity)) continue;
    if (needs !== undefined && !isSaid(needs, asset, record)) continue;
    const safe = !identity || ours === undefined;
    fields.push({ field, ours: shown(ours), theirs: shown(theirs), safe });
    if (safe) set(patch, field, theirs);
  }
  const devices = compareDevices(asset.devices, record);
  fields.push(...devices.fields);
  if (devices.devices) patch['devices'] = devices.devices;
  // What is said of another machine must not be written into this one's description.
  if (isAnotherMachine(asset, record)) return { fields: fields.map((drift) => ({ ...drift, safe: false })) };
  return { fields, ...(Object.keys(patch).length > 0 && { patch }) };
}

/** Not a single MAC in common, or another serial number or system id. */
export function isAnotherMachine(asset: ComputeAsset, record: InventoryRecord): boolean {
  const differs = FIELDS.some(({ identity, ours, theirs }) => {
    const [a, b] = [ours(asset), theirs(record)];
    return identity && a !== undefined && b !== undefined && !isSame(a, b, true);
  });
  const macs = macsOf(asset);
  return differs || (record.nics.length > 0 && !record.nics.some(({ mac }) => macs.includes(mac)));
}

export function macsOf({ devices }: Pick<ComputeAsset, 'devices'>): string[] {
  return devices.flatMap(({ l2Domain }) => (l2Domain ? [l2Domain.macAddress.toLowerCase()] : []));
}

function isSaid(field: string, asset: ComputeAsset, record: InventoryRecord): boolean {
  const base = FIELDS.find((candidate) => candidate.field === field);
  return base?.ours(asset) !== undefined || base?.theirs(record) !== undefined;
}

function isSame(ours: Value, theirs: Value, inAnyCase = false): boolean {
  if (inAnyCase && typeof ours === 'string' && typeof theirs === 'string')
    return ours.trim().toLowerCase() === theirs.trim().toLowerCase();
  return ours === theirs;
}

function set(patch: Record<string, unknown>, field: string, value: Value): void {
  const [outer = '', inner] = field.split('.');
  if (inner === undefined) patch[outer] = value;
  else patch[outer] = { ...(patch[outer] as object | undefined), [inner]: value };
}

function shown(value: Value): string {
  return value === undefined ? '-' : String(value);
}
