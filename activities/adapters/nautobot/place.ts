import { Failure } from '../../failure.ts';
import type { DeviceRecord } from '../../ports/cmdb.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { named } from './schema.ts';

export interface Place {
  locationId: string;
  rack?: { id: string; unit?: number };
}

/** Places are people's business: what is missing is never made here. Throws InvalidInput. */
export async function findPlace(
  client: NautobotClient,
  record: Pick<DeviceRecord, 'location' | 'rack'>,
): Promise<Place> {
  const locationId = await findLocation(client, record.location);
  if (!locationId) throw noSuchLocation(record.location);
  if (!record.rack) return { locationId };
  const { name, unit } = record.rack;
  const racks = await client.all(named, '/dcim/racks/', { name, location: locationId }, `look up rack ${name}`);
  const [rack] = racks;
  // Two racks of one name in a location are allowed there.
  if (!rack || racks.length > 1) {
    const found = racks.length === 0 ? 'no rack' : `${racks.length} racks named`;
    throw new Failure(
      'InvalidInput',
      `Nautobot has ${found} "${name}" in location "${record.location}". There must be exactly one: correct it there, or in the ComputeAsset.`,
      { waitsFor: [{ kind: 'ComputeAsset', name: '*' }] },
    );
  }
  return { locationId, rack: { id: rack.id, ...(unit !== undefined && { unit }) } };
}

/** Undefined when there is none; InvalidInput when there are several of that name. */
export async function findLocation(client: NautobotClient, name: string): Promise<string | undefined> {
  const locations = await client.all(named, '/dcim/locations/', { name }, `look up location ${name}`);
  if (locations.length > 1) {
    throw new Failure(
      'InvalidInput',
      `Nautobot has ${locations.length} locations named "${name}". Rename all but one there.`,
    );
  }
  return locations[0]?.id;
}

function noSuchLocation(name: string): Failure {
  return new Failure(
    'InvalidInput',
    `Nautobot has no location "${name}". Create it there, or correct availabilityZone in the ComputeAsset.`,
    { waitsFor: [{ kind: 'ComputeAsset', name: '*' }] },
  );
}
