import { describeOwner, formatOwner, type Owner, parseOwner, waitsForOwner } from '../../../api/owner.ts';
import type { DeviceReport, Page, PageRequest } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import type { Cmdb, Device, DeviceRecord, MarkedRecord } from '../../ports/cmdb.ts';
import {
  ensureAddresses,
  readAllMarkedAddresses,
  readMarkedAddresses,
  readOurAddresses,
  removeAddress,
} from './addresses.ts';
import { adoptDevice, disownDevice } from './adoption.ts';
import { DeviceTypes } from './device-types.ts';
import { DEVICES, ensureDevice, findDevice, finishDevice } from './devices.ts';
import { ensureInterfaces, JOINS, readInterfaces, readJoins, viewInterface } from './interfaces.ts';
import { NautobotClient, type NautobotOptions } from './nautobot-client.ts';
import { BEARS_MARK, isOwnedBy, markOf, OWNER_FIELD, OwnerField } from './owner-field.ts';
import { findLocation, findPlace } from './place.ts';
import { reportDevices } from './reports.ts';
import { type DeviceRow, deviceRow } from './schema.ts';

/** What the inventory calls metal that nobody uses. */
const FREE = 'Inventory';

/** Cmdb on Nautobot's REST API, version 3.0. */
export class Nautobot implements Cmdb {
  readonly #client: NautobotClient;
  readonly #ownerField: OwnerField;
  readonly #types: DeviceTypes;

  constructor(options: NautobotOptions) {
    this.#client = new NautobotClient(options);
    const shared = new NautobotClient(options, { shared: true });
    this.#ownerField = new OwnerField(shared);
    this.#types = new DeviceTypes(shared);
  }

  async ping(): Promise<void> {
    await this.#client.ping();
  }

  async find(name: string, location: string): Promise<Device | undefined> {
    const row = await this.#row(name, location);
    if (!row) return undefined;
    const [device] = await this.#view([row]);
    return device;
  }

  async register(record: DeviceRecord): Promise<void> {
    const client = this.#client;
    await this.#ownerField.ensure();
    // All that can refuse the record is read before anything is written.
    const place = await findPlace(client, record);
    const found = await findDevice(client, record.name, place.locationId);
    if (found) refuseForeign(found, record.owner);
    const known = await readOurAddresses(client, record);

    const device = await ensureDevice(client, this.#types, found, record, place);
    const interfaces = await ensureInterfaces(client, { id: device.id, name: record.name }, record.interfaces);
    const addressIds = await ensureAddresses(client, record, known, interfaces);
    await finishDevice(client, device, { status: 'Active', ...primaryAddresses(record, addressIds) });
  }

  async unregister(name: string, location: string, owner: Owner): Promise<'unregistered' | 'absent'> {
    const client = this.#client;
    const device = await this.#row(name, location);
    const mark = device && markOf(device);
    if (!device || !mark) return 'absent';
    if (!isOwnedBy(device, owner)) throw foreignDevice(device, owner);

    await finishDevice(client, device, { status: device.status?.name ?? FREE, primary_ip4: null, primary_ip6: null });
    const joins = await readJoins(client, await readInterfaces(client, [device.id]));
    const ours = joins.filter((join) => isOwnedBy(join.ip_address, owner));
    for (const join of ours)
      await client.remove(JOINS, join.id, `take address ${join.ip_address.address} from device ${name}`);
    const marked = await readMarkedAddresses(client, new Set([mark, formatOwner(owner)]));
    const addresses = new Map([...ours.map((join) => join.ip_address), ...marked].map((row) => [row.id, row]));
    for (const address of addresses.values()) await removeAddress(client, address);
    // Last, so that an interrupted call is found again and finished.
    const free = { status: FREE, custom_fields: { [OWNER_FIELD]: null } };
    await client.update(DEVICES, device.id, free, `give device ${name} back to the inventory`);
    return 'unregistered';
  }

  async adopt(name: string, location: string, owner: Owner): Promise<string[]> {
    await this.#ownerField.ensure();
    const device = await this.#row(name, location);
    if (!device) {
      throw new Failure(
        'NotFound',
        `Nautobot has no device ${name} in location "${location}": there is nothing to adopt. Describe the machine there under the asset's name.`,
      );
    }
    return adoptDevice(this.#client, device, owner);
  }

  async disown(name: string, location: string, owner: Owner): Promise<void> {
    if (!(await this.#ownerField.exists())) return;
    const device = await this.#row(name, location);
    if (device) await disownDevice(this.#client, device, owner);
  }

  devices(role: string, page: PageRequest): Promise<Page<DeviceReport>> {
    return reportDevices(this.#client, role, page);
  }

  async list(): Promise<Device[]> {
    // Nautobot refuses to filter by a custom field that it doesn't have yet.
    await this.#ownerField.ensure();
    const rows = await this.#client.all(deviceRow, DEVICES, BEARS_MARK, 'list our devices');
    return this.#view(rows.filter((row) => parseOwner(markOf(row))));
  }

  async marked(): Promise<MarkedRecord[]> {
    if (!(await this.#ownerField.exists())) return [];
    const devices = await this.#client.all(deviceRow, DEVICES, BEARS_MARK, 'list our devices');
    const addresses = await readAllMarkedAddresses(this.#client);
    return [
      ...devices.flatMap((row) => markedRecord('device', row.name ?? '', row)),
      ...addresses.flatMap((row) => markedRecord('address', row.address.replace(/\/.*/, ''), row)),
    ];
  }

  async #row(name: string, location: string): Promise<DeviceRow | undefined> {
    const locationId = await findLocation(this.#client, location);
    return locationId === undefined ? undefined : findDevice(this.#client, name, locationId);
  }

  async #view(rows: readonly DeviceRow[]): Promise<Device[]> {
    const interfaces = await readInterfaces(
      this.#client,
      rows.map((row) => row.id),
    );
    const joins = await readJoins(this.#client, interfaces);
    return rows.map((row) => ({
      name: row.name ?? '',
      owner: parseOwner(markOf(row)),
      status: row.status?.name ?? '',
      ...(row.serial && { serial: row.serial }),
      interfaces: interfaces.filter((nic) => nic.device?.id === row.id).map((nic) => viewInterface(nic, joins)),
    }));
  }
}

function markedRecord(kind: MarkedRecord['kind'], name: string, row: Parameters<typeof markOf>[0]): MarkedRecord[] {
  const owner = parseOwner(markOf(row));
  return owner ? [{ kind, name, owner }] : [];
}

/** Free metal is taken over; anything else needs our mark. */
function refuseForeign(device: DeviceRow, owner: Owner): void {
  const isFree = markOf(device) === undefined && device.status?.name === FREE;
  if (!isFree && !isOwnedBy(device, owner)) throw foreignDevice(device, owner);
}

function foreignDevice(device: DeviceRow, owner: Owner): Failure {
  return new Failure(
    'Conflict',
    `Device ${device.name} in Nautobot (status ${device.status?.name}) belongs to ${describeOwner(markOf(device))}, ` +
      `not to ${describeOwner(formatOwner(owner))}. If nobody uses it, set its status to ${FREE} and clear ${OWNER_FIELD} there.`,
    { waitsFor: waitsForOwner(markOf(device)) },
  );
}

/** The first of each family, on what is no management interface. */
function primaryAddresses(record: DeviceRecord, ids: ReadonlyMap<string, string>) {
  const cidrs = record.interfaces.filter((nic) => !nic.management).flatMap((nic) => nic.addresses);
  const first = (isOfFamily: (cidr: string) => boolean) => ids.get(cidrs.find(isOfFamily) ?? '') ?? null;
  return { primary_ip4: first((cidr) => !cidr.includes(':')), primary_ip6: first((cidr) => cidr.includes(':')) };
}
