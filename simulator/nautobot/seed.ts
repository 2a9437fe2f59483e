import { modelOf, type Tables } from './tables.ts';
import { createRow } from './write.ts';

const device = 'dcim.device';
const nic = 'dcim.interface';
const rack = 'dcim.rack';
const location = 'dcim.location';
const prefix = 'ipam.prefix';
const address = 'ipam.ipaddress';

/** The statuses of a fresh Nautobot, and what each may be used for: `Provisioning` exists, but not for devices. */
const statuses: Record<string, string[]> = {
  Active: [device, nic, rack, location, prefix, address],
  Available: [rack],
  Decommissioning: [device, nic, location],
  Deprecated: [rack, prefix, address],
  Failed: [device, nic],
  Inventory: [device],
  Maintenance: [nic],
  Offline: [device],
  Planned: [device, nic, rack, location],
  Provisioning: ['circuits.circuit'],
  Reserved: [rack, prefix, address],
  Retired: [location],
  Staged: [device],
  Staging: [location],
};

const siteContents = [device, rack, 'dcim.rackgroup', prefix, 'ipam.vlan'];

export function seedNautobot(tables: Tables): void {
  for (const [name, contentTypes] of Object.entries(statuses))
    createRow(tables, modelOf('extras.status'), { name, content_types: contentTypes });
  createRow(tables, modelOf('ipam.namespace'), { name: 'Global' });
  createRow(tables, modelOf('dcim.locationtype'), { name: 'Site', nestable: false, content_types: siteContents });
}

/** A location of type Site, a rack in it, a prefix: added when missing. */
export function ensureLocation(tables: Tables, name: string): boolean {
  if (tables.find('dcim.location', 'name', name).length > 0) return false;
  createRow(tables, modelOf('dcim.location'), { name, location_type: 'Site', status: 'Active' });
  return true;
}

export function ensureRack(tables: Tables, name: string, locationName: string): boolean {
  ensureLocation(tables, locationName);
  const site = tables.find('dcim.location', 'name', locationName)[0];
  if (tables.find('dcim.rack', 'name', name).some((row) => row.values.location === site?.id)) return false;
  createRow(tables, modelOf('dcim.rack'), { name, location: site?.id ?? null, status: 'Active' });
  return true;
}

export function ensurePrefix(tables: Tables, cidr: string): boolean {
  if (tables.find('ipam.prefix', 'prefix', cidr).length > 0) return false;
  createRow(tables, modelOf('ipam.prefix'), { prefix: cidr, status: 'Active', namespace: 'Global', type: 'network' });
  return true;
}
