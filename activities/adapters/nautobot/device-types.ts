import type { Collection, NautobotClient } from './nautobot-client.ts';
import { named } from './schema.ts';

const ROLE = 'Server';

/** The type's id; manufacturer and type are made when they are missing. */
export async function ensureDeviceType(client: NautobotClient, manufacturer: string, model: string): Promise<string> {
  const path = '/dcim/device-types/';
  const filter = { manufacturer, model };
  const task = `look up device type ${manufacturer} ${model}`;
  await ensureNamed(client, '/dcim/manufacturers/', manufacturer, {});
  const [type] = await client.all(named, path, filter, task);
  if (type) return type.id;
  const made = await client.create(named, path, filter, `create device type ${manufacturer} ${model}`);
  return made.id;
}

/** For new devices only: what role an existing one has is its owners' choice. */
export function ensureRole(client: NautobotClient): Promise<string> {
  return ensureNamed(client, '/extras/roles/', ROLE, { content_types: ['dcim.device'] });
}

async function ensureNamed(client: NautobotClient, path: Collection, name: string, body: object): Promise<string> {
  const [row] = await client.all(named, path, { name }, `look up "${name}"`);
  if (row) return row.id;
  const made = await client.create(named, path, { name, ...body }, `create "${name}"`);
  return made.id;
}
