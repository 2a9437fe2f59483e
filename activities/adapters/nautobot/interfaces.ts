import type { DeviceInterface } from '../../ports/cmdb.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { type InterfaceRow, interfaceRow, type JoinRow, joinRow } from './schema.ts';

const INTERFACES = '/dcim/interfaces/';
export const JOINS = '/ipam/ip-address-to-interface/';
/** Identifiers in one query, so that its URL stays well below 8 KiB. */
const CHUNK = 100;

export async function readInterfaces(client: NautobotClient, deviceIds: readonly string[]): Promise<InterfaceRow[]> {
  return inChunks(deviceIds, (ids) => client.all(interfaceRow, INTERFACES, { device_id: ids }, 'read interfaces'));
}

export async function readJoins(client: NautobotClient, interfaces: readonly InterfaceRow[]): Promise<JoinRow[]> {
  const interfaceIds = interfaces.map((row) => row.id);
  return inChunks(interfaceIds, (ids) =>
    client.all(joinRow, JOINS, { interface: ids }, 'read the addresses of interfaces'),
  );
}

/** By name; interfaces of other names are not touched. */
export async function ensureInterfaces(
  client: NautobotClient,
  device: { id: string; name: string },
  wanted: readonly DeviceInterface[],
): Promise<Map<string, InterfaceRow>> {
  const present = await readInterfaces(client, [device.id]);
  const ensured = new Map<string, InterfaceRow>();
  for (const nic of wanted) {
    const row = present.find((candidate) => candidate.name === nic.name);
    const fields = { mac_address: nic.mac, mgmt_only: nic.management };
    const task = `describe interface ${nic.name} of device ${device.name}`;
    if (!row) {
      const body = { device: device.id, name: nic.name, type: 'other', status: 'Active', ...fields };
      ensured.set(nic.name, await client.create(interfaceRow, INTERFACES, body, task));
      continue;
    }
    if (!isSame(row, nic)) await client.update(INTERFACES, row.id, fields, task);
    ensured.set(nic.name, row);
  }
  return ensured;
}

export function viewInterface(row: InterfaceRow, joins: readonly JoinRow[]): DeviceInterface {
  const own = joins.filter((join) => join.interface.id === row.id);
  return {
    name: row.name,
    mac: (row.mac_address ?? '').toLowerCase(),
    management: row.mgmt_only === true,
    addresses: own.map((join) => join.ip_address.address).sort(),
  };
}

/** Nautobot keeps MACs in upper case. */
function isSame(row: InterfaceRow, nic: DeviceInterface): boolean {
  return row.mac_address?.toLowerCase() === nic.mac.toLowerCase() && (row.mgmt_only ?? false) === nic.management;
}

async function inChunks<T>(ids: readonly string[], read: (ids: readonly string[]) => Promise<T[]>): Promise<T[]> {
  const rows: T[] = [];
  for (let start = 0; start < ids.length; start += CHUNK) rows.push(...(await read(ids.slice(start, start + CHUNK))));
  return rows;
}
