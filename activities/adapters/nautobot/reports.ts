import type { DeviceReport, Page, PageRequest } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import { DEVICES } from './devices.ts';
import { readInterfaces, readJoins, viewInterface } from './interfaces.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { markOf } from './owner-field.ts';
import { type DeviceRow, deviceRow, named } from './schema.ts';

/** A page of the devices of one role, with their interfaces and addresses. Devices without a name are nobody's to find. */
export async function reportDevices(
  client: NautobotClient,
  role: string,
  page: PageRequest,
): Promise<Page<DeviceReport>> {
  // A filter by a role that is not there is refused in words that help nobody.
  const [known] = await client.all(named, '/extras/roles/', { name: role }, `look up role ${role}`);
  if (!known) {
    throw new Failure('InvalidInput', `Nautobot has no role "${role}": name one that its devices have.`);
  }
  // So deep that the maker of the device's type is named.
  const filter = { role: known.id, sort: 'name', depth: 2 };
  const { total, rows } = await client.page(deviceRow, DEVICES, filter, page, `list devices of role ${role}`);
  const interfaces = await readInterfaces(
    client,
    rows.map(({ id }) => id),
  );
  const joins = await readJoins(client, interfaces);
  const reports = rows.map((row) => ({
    ...reportOf(row),
    interfaces: interfaces.filter((nic) => nic.device?.id === row.id).map((nic) => viewInterface(nic, joins)),
  }));
  return { total, rows: reports.filter(({ name }) => name !== '') };
}

function reportOf(row: DeviceRow): Omit<DeviceReport, 'interfaces'> {
  const { location, rack, position, device_type: type, serial } = row;
  const mark = markOf(row);
  return {
    name: row.name ?? '',
    status: row.status?.name ?? '',
    ...(mark && { mark }),
    ...(location?.name && { location: location.name }),
    ...(rack?.name && { rack: rack.name }),
    ...(position && { unit: position }),
    ...(type?.manufacturer?.name && { manufacturer: type.manufacturer.name }),
    ...(type?.model && { model: type.model }),
    ...(serial && { serial }),
  };
}
