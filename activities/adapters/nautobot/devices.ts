import { formatOwner } from '../../../api/owner.ts';
import type { DeviceRecord } from '../../ports/cmdb.ts';
import type { DeviceTypes } from './device-types.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { markOf, OWNER_FIELD } from './owner-field.ts';
import type { Place } from './place.ts';
import { type DeviceRow, deviceRow } from './schema.ts';

export const DEVICES = '/dcim/devices/';

export async function findDevice(
  client: NautobotClient,
  name: string,
  locationId: string,
): Promise<DeviceRow | undefined> {
  const rows = await client.all(deviceRow, DEVICES, { name, location: locationId }, `look up device ${name}`);
  return rows.find((row) => row.name === name);
}

/**
 * The device with our mark on it; its status is set last, by `finishDevice`. One that is there already may be
 * described by others too: only what the record says is compared.
 */
export async function ensureDevice(
  client: NautobotClient,
  types: DeviceTypes,
  found: DeviceRow | undefined,
  record: DeviceRecord,
  place: Place,
): Promise<DeviceRow> {
  const typeId = await types.ensure(record.manufacturer, record.model);
  if (!found) {
    const body = {
      name: record.name,
      device_type: typeId,
      role: await types.ensureRole(),
      status: 'Planned',
      location: place.locationId,
      ...(record.serial && { serial: record.serial }),
      ...rackFields(place),
      custom_fields: { [OWNER_FIELD]: formatOwner(record.owner) },
    };
    return client.create(deviceRow, DEVICES, body, `create device ${record.name}`);
  }
  const changes = {
    ...(found.device_type?.id !== typeId && { device_type: typeId }),
    ...(record.serial && found.serial !== record.serial && { serial: record.serial }),
    ...(!standsAt(found, place) && rackFields(place)),
    ...(markOf(found) !== formatOwner(record.owner) && { custom_fields: { [OWNER_FIELD]: formatOwner(record.owner) } }),
  };
  if (Object.keys(changes).length > 0) await client.update(DEVICES, found.id, changes, `update device ${record.name}`);
  return found;
}

export interface Finish {
  status: string;
  primary_ip4: string | null;
  primary_ip6: string | null;
}

/** Sets what may be set only when addresses are joined, or is to be cleared before they go. */
export async function finishDevice(client: NautobotClient, device: DeviceRow, finish: Finish): Promise<void> {
  const changes = {
    ...((device.primary_ip4?.id ?? null) !== finish.primary_ip4 && { primary_ip4: finish.primary_ip4 }),
    ...((device.primary_ip6?.id ?? null) !== finish.primary_ip6 && { primary_ip6: finish.primary_ip6 }),
    ...(device.status?.name !== finish.status && { status: finish.status }),
  };
  if (Object.keys(changes).length === 0) return;
  await client.update(DEVICES, device.id, changes, `set the status of device ${device.name} to ${finish.status}`);
}

function rackFields({ rack }: Place): object {
  if (!rack) return {};
  return { rack: rack.id, ...(rack.unit !== undefined && { position: rack.unit, face: 'front' }) };
}

function standsAt(device: DeviceRow, { rack }: Place): boolean {
  if (!rack) return true;
  return device.rack?.id === rack.id && (rack.unit === undefined || device.position === rack.unit);
}
