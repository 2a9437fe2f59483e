import { fixedWidth } from '../../../api/addresses.ts';
import { describeOwner, formatOwner, type Owner, waitsForOwner } from '../../../api/owner.ts';
import { Failure } from '../../failure.ts';
import type { DeviceRecord } from '../../ports/cmdb.ts';
import { JOINS, readJoins } from './interfaces.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { BEARS_MARK, isOwnedBy, markOf, OWNER_FIELD, OWNER_FILTER } from './owner-field.ts';
import { type AddressRow, addressRow, type InterfaceRow, joinRow } from './schema.ts';

export const ADDRESSES = '/ipam/ip-addresses/';
/** The status of an address that is chosen, and on no device yet. */
export const RESERVED = 'Reserved';

/** What the CMDB has of the record's addresses, by CIDR. Conflict when one is not ours. */
export async function readOurAddresses(client: NautobotClient, record: DeviceRecord): Promise<Map<string, AddressRow>> {
  const rows = new Map<string, AddressRow>();
  for (const cidr of cidrsOf(record)) {
    const found = await client.all(addressRow, ADDRESSES, { address: hostOf(cidr) }, `look up address ${hostOf(cidr)}`);
    const row = found.find((candidate) => isSameHost(candidate.address, cidr));
    if (!row) continue;
    if (!isOwnedBy(row, record.owner)) throw foreignAddress(row, record.owner);
    rows.set(cidr, row);
  }
  return rows;
}

/** Makes the addresses, joins them to their interfaces, and drops ours that the device no longer has. Ids by CIDR. */
export async function ensureAddresses(
  client: NautobotClient,
  record: DeviceRecord,
  known: ReadonlyMap<string, AddressRow>,
  interfaces: ReadonlyMap<string, InterfaceRow>,
): Promise<Map<string, string>> {
  const joins = await readJoins(client, [...interfaces.values()]);
  const ids = new Map<string, string>();
  for (const nic of record.interfaces) {
    const interfaceId = interfaces.get(nic.name)?.id;
    for (const cidr of nic.addresses) {
      const id = await ensureAddress(client, record, cidr, known.get(cidr));
      ids.set(cidr, id);
      if (joins.some((join) => join.ip_address.id === id && join.interface.id === interfaceId)) continue;
      const body = { ip_address: id, interface: interfaceId };
      await client.create(
        joinRow.pick({ id: true }),
        JOINS,
        body,
        `give address ${cidr} to interface ${nic.name} of ${record.name}`,
      );
    }
  }
  const wanted = new Set(ids.values());
  const stale = joins.filter((join) => !wanted.has(join.ip_address.id) && isOwnedBy(join.ip_address, record.owner));
  for (const join of stale) {
    await client.remove(JOINS, join.id, `take address ${join.ip_address.address} from device ${record.name}`);
    await removeAddress(client, join.ip_address);
  }
  return ids;
}

/** All addresses that bear one of these marks, on whatever device. */
export async function readMarkedAddresses(client: NautobotClient, marks: Iterable<string>): Promise<AddressRow[]> {
  const rows: AddressRow[] = [];
  // One mark a call: filters on custom fields take a single value.
  for (const mark of marks) {
    rows.push(...(await client.all(addressRow, ADDRESSES, { [OWNER_FILTER]: mark }, 'look up our addresses')));
  }
  return rows;
}

/** All addresses that bear a mark of ours, whosever it is. */
export function readAllMarkedAddresses(client: NautobotClient): Promise<AddressRow[]> {
  return client.all(addressRow, ADDRESSES, BEARS_MARK, 'list our addresses');
}

export function removeAddress(client: NautobotClient, row: AddressRow): Promise<void> {
  return client.remove(ADDRESSES, row.id, `delete address ${row.address}`);
}

async function ensureAddress(
  client: NautobotClient,
  record: DeviceRecord,
  cidr: string,
  row: AddressRow | undefined,
): Promise<string> {
  const mark = formatOwner(record.owner);
  const fields = { dns_name: record.fqdn, custom_fields: { [OWNER_FIELD]: mark } };
  if (!row) {
    const body = { address: cidr, namespace: 'Global', status: 'Active', ...fields };
    const made = await client.create(addressRow, ADDRESSES, body, `create address ${cidr} of ${record.name}`);
    return made.id;
  }
  // Reserved is what it was when Nautobot chose it for us.
  const isReserved = row.status?.name === RESERVED;
  if (row.dns_name !== record.fqdn || markOf(row) !== mark || isReserved) {
    const changes = { ...fields, ...(isReserved && { status: 'Active' }) };
    await client.update(ADDRESSES, row.id, changes, `update address ${cidr} of ${record.name}`);
  }
  return row.id;
}

function foreignAddress(row: AddressRow, owner: Owner): Failure {
  return new Failure(
    'Conflict',
    `Address ${row.address} in Nautobot belongs to ${describeOwner(markOf(row))}, not to ${describeOwner(formatOwner(owner))}. ` +
      'Delete it there if nobody uses it, or take it out of the subnet that Bedplate allocates from.',
    { waitsFor: waitsForOwner(markOf(row)) },
  );
}

function cidrsOf(record: DeviceRecord): string[] {
  return record.interfaces.flatMap((nic) => nic.addresses);
}

function hostOf(cidr: string): string {
  return cidr.replace(/\/.*/, '');
}

function isSameHost(a: string, b: string): boolean {
  return fixedWidth(hostOf(a)) === fixedWidth(hostOf(b));
}
