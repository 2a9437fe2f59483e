import { describeOwner, formatOwner, type Owner, waitsForOwner } from '../../../api/owner.ts';
import { Failure } from '../../failure.ts';
import { ADDRESSES, readMarkedAddresses } from './addresses.ts';
import { DEVICES } from './devices.ts';
import { readInterfaces, readJoins } from './interfaces.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { isOwnedBy, markOf, OWNER_FIELD } from './owner-field.ts';
import type { AddressRow, DeviceRow } from './schema.ts';

const RUNNING = 'Active';

/** Puts the mark on a device that runs, and on the addresses of its network devices. Gives those addresses. */
export async function adoptDevice(client: NautobotClient, device: DeviceRow, owner: Owner): Promise<string[]> {
  const mark = formatOwner(owner);
  refuseForeign(`Device ${device.name}`, device, owner);
  if (device.status?.name !== RUNNING) {
    throw new Failure(
      'Conflict',
      `Device ${device.name} in Nautobot has the status ${device.status?.name}, not ${RUNNING}: it is not taken for a machine that runs. Correct its status there if it does.`,
    );
  }
  const addresses = await addressesOf(client, device);
  for (const row of addresses) refuseForeign(`Address ${row.address}`, row, owner);

  const marked = { custom_fields: { [OWNER_FIELD]: mark } };
  for (const row of addresses) {
    if (markOf(row) !== mark) await client.update(ADDRESSES, row.id, marked, `mark address ${row.address} as ours`);
  }
  if (markOf(device) !== mark) await client.update(DEVICES, device.id, marked, `mark device ${device.name} as ours`);
  return addresses.map(({ address }) => address);
}

export async function disownDevice(client: NautobotClient, device: DeviceRow, owner: Owner): Promise<void> {
  const unmarked = { custom_fields: { [OWNER_FIELD]: null } };
  for (const row of await readMarkedAddresses(client, [formatOwner(owner)])) {
    await client.update(ADDRESSES, row.id, unmarked, `take our mark off address ${row.address}`);
  }
  if (!isOwnedBy(device, owner)) return;
  await client.update(DEVICES, device.id, unmarked, `take our mark off device ${device.name}`);
}

async function addressesOf(client: NautobotClient, device: DeviceRow): Promise<AddressRow[]> {
  const interfaces = await readInterfaces(client, [device.id]);
  const joins = await readJoins(
    client,
    interfaces.filter((nic) => nic.mgmt_only !== true),
  );
  return [...new Map(joins.map(({ ip_address: row }) => [row.id, row])).values()];
}

function refuseForeign(what: string, row: Parameters<typeof markOf>[0], owner: Owner): void {
  const mark = markOf(row);
  if (mark === undefined || isOwnedBy(row, owner)) return;
  throw new Failure(
    'Conflict',
    `${what} in Nautobot belongs to ${describeOwner(mark)}, not to ${describeOwner(formatOwner(owner))}: nothing was done to it.`,
    { waitsFor: waitsForOwner(mark) },
  );
}
