import { formatAddress, parseNetwork } from '../../../api/addresses.ts';
import { formatOwner } from '../../../api/owner.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import { Failure } from '../../failure.ts';
import type { AddressHolder } from '../../ports/address-allocator.ts';
import { ADDRESSES, RESERVED } from './addresses.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { OWNER_FIELD, OWNER_FILTER } from './owner-field.ts';
import { type AddressRow, addressRow, prefixRow } from './schema.ts';

/** Whose a reservation is, and for which of the node's devices. */
export interface Purpose {
  holder: AddressHolder;
  device: string;
}

export interface Reservation {
  device: string;
  /** Without its prefix length. */
  address: string;
  row: AddressRow;
}

/** What bears the node's mark and names a device: by that an answer that was lost is found again. */
export async function readReserved(client: NautobotClient, holder: AddressHolder): Promise<Reservation[]> {
  const { namespace, name, uid } = holder;
  const query = { [`${OWNER_FILTER}__isw`]: `bedplate/${namespace}/${name}/${uid}/` };
  const rows = await client.all(addressRow, ADDRESSES, query, `look up the addresses of ${namespace}/${name}`);
  return rows.flatMap((row) => {
    const device = /^bedplate device (.+)$/.exec(row.description ?? '')?.[1];
    return device === undefined ? [] : [{ device, address: addressOf(row), row }];
  });
}

/** The id of the subnet's prefix: making it is its owners' choice. */
export async function findPrefix(client: NautobotClient, { name, cidr }: PlannedSubnet): Promise<string> {
  const { family, first, prefixLength } = parseNetwork(cidr);
  const prefix = `${formatAddress(first, family)}/${prefixLength}`;
  const rows = await client.all(prefixRow, '/ipam/prefixes/', { prefix }, `look up prefix ${prefix}`);
  const found = rows.find(({ namespace }) => namespace?.name === 'Global');
  if (found) return found.id;
  throw new Failure(
    'InvalidInput',
    `Nautobot has no prefix ${prefix} in namespace Global, from which it could choose addresses of Subnet ${name}. Create it there.`,
    { waitsFor: [{ kind: 'Subnet', name }] },
  );
}

/** The lowest free one from `start` on, as Nautobot sees it; undefined when there is none. */
export function reserveNext(
  client: NautobotClient,
  prefixId: string,
  start: string,
  purpose: Purpose,
): Promise<AddressRow | undefined> {
  const path = `/ipam/prefixes/${prefixId}/available-ips/` as const;
  const task = `choose an address for ${purpose.holder.namespace}/${purpose.holder.name}`;
  return client.createIfAny(addressRow, path, { range_start: start }, bodyOf(purpose), task);
}

/** This very one. */
export function reserve(
  client: NautobotClient,
  { cidr }: PlannedSubnet,
  address: string,
  purpose: Purpose,
): Promise<AddressRow> {
  const body = { ...bodyOf(purpose), address: `${address}/${cidr.split('/')[1]}`, namespace: 'Global' };
  return client.create(addressRow, ADDRESSES, body, `reserve address ${address}`);
}

export async function findAddress(client: NautobotClient, address: string): Promise<AddressRow | undefined> {
  const rows = await client.all(addressRow, ADDRESSES, { address }, `look up address ${address}`);
  return rows[0];
}

export function addressOf(row: AddressRow): string {
  return row.address.replace(/\/.*/, '');
}

/** The address is the node's whatever it installs: no install is named. */
function bodyOf({ holder, device }: Purpose) {
  const mark = formatOwner({ ...holder, installId: 'ipam' });
  return {
    status: RESERVED,
    description: `bedplate device ${device}`,
    custom_fields: { [OWNER_FIELD]: mark },
  };
}
