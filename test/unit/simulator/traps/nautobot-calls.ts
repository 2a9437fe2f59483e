import type { Lab, Reply } from '../clients.ts';

export interface WithId {
  id: string;
}

export const device = { name: 'n1', device_type: { model: 'r640' }, role: 'server', status: 'Active', location: 'az1' };
export const address = { address: '10.0.1.9/24', status: 'Active', namespace: 'Global' };

export async function make(lab: Lab, path: string, body: object): Promise<string> {
  const reply = await lab.nautobot('POST', `/api/${path}/`, body);
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`);
  return (reply.body as WithId).id;
}

/** What devices refer to. */
export async function prepare(lab: Lab): Promise<void> {
  await make(lab, 'dcim/manufacturers', { name: 'dell' });
  await make(lab, 'dcim/device-types', { manufacturer: 'dell', model: 'r640' });
  await make(lab, 'extras/roles', { name: 'server', content_types: ['dcim.device'] });
}

export async function makeDevice(lab: Lab, change: object = {}): Promise<string> {
  await prepare(lab);
  return make(lab, 'dcim/devices', { ...device, ...change });
}

export async function makeInterface(lab: Lab, change: object = {}): Promise<{ deviceId: string; interfaceId: string }> {
  const deviceId = await makeDevice(lab);
  const nic = { device: deviceId, name: 'eth0', type: 'other', status: 'Active', ...change };
  return { deviceId, interfaceId: await make(lab, 'dcim/interfaces', nic) };
}

export function second(lab: Lab, change: object): Promise<Reply> {
  return lab.nautobot('POST', '/api/dcim/devices/', { ...device, name: 'n2', ...change });
}

export async function available(lab: Lab, prefix = '10.0.1.0/24'): Promise<string> {
  const { results } = (await lab.nautobot('GET', `/api/ipam/prefixes/?prefix=${prefix}`)).body as { results: WithId[] };
  return `/api/ipam/prefixes/${results[0]?.id}/available-ips/`;
}

export async function count(lab: Lab, path: string): Promise<number> {
  return ((await lab.nautobot('GET', path)).body as { count: number }).count;
}

export const claimed = { status: 'Reserved', custom_fields: { claim: 'c-1' } };

export function makeClaimField(lab: Lab): Promise<string> {
  const field = { label: 'Claim', key: 'claim', type: 'text', content_types: ['ipam.ipaddress', 'dcim.device'] };
  return make(lab, 'extras/custom-fields', field);
}
