import type { Simulated } from './simulated.ts';
import type { PlantedDevice } from './suites/cmdb.ts';

interface Row {
  id: string;
}

/** As somebody else who uses the same Nautobot. */
export async function callNautobot(
  simulated: Simulated,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const reply = await fetch(simulated.urls.nautobot + path, {
    method,
    headers: { authorization: `Token ${simulated.credentials.nautobot.token}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
    redirect: 'error',
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

export async function seedPlaces(simulated: Simulated): Promise<void> {
  const racks = [{ name: 'r1', location: 'az1' }];
  await simulated.admin('POST', '/_sim/seed', { racks, prefixes: ['10.1.1.0/24', '2001:db8::/64'] });
  const rack = { name: 'r2', location: 'az1', status: 'Active' };
  while ((await count(simulated, '/api/dcim/racks/?name=r2')) < 2)
    await callNautobot(simulated, 'POST', '/api/dcim/racks/', rack);
}

export async function plantDevice(simulated: Simulated, device: PlantedDevice): Promise<void> {
  const { name, status, mark, interfaceName, nic, rack, serial } = device;
  const post = (path: string, body: object) => callNautobot(simulated, 'POST', path, body);
  if (mark !== undefined) await ensureOwnerField(simulated);
  if ((await count(simulated, '/api/dcim/device-types/?model=X')) === 0) {
    await post('/api/dcim/manufacturers/', { name: 'Other' });
    await post('/api/dcim/device-types/', { manufacturer: 'Other', model: 'X' });
    await post('/api/extras/roles/', { name: 'metal', content_types: ['dcim.device'] });
  }
  const custom = mark === undefined ? {} : { custom_fields: { bedplate_owner: mark } };
  const made = (await post('/api/dcim/devices/', {
    name,
    status,
    location: 'az1',
    role: 'metal',
    device_type: { model: 'X' },
    ...(serial && { serial }),
    ...(rack && { rack: { name: rack.name }, position: rack.unit, face: 'front' }),
    ...custom,
  })) as Row;
  const plantInterface = (name: string, mac?: string) =>
    post('/api/dcim/interfaces/', {
      device: made.id,
      name,
      type: 'other',
      status: 'Active',
      ...(mac && { mac_address: mac }),
    }) as Promise<Row>;
  if (interfaceName) await plantInterface(interfaceName);
  if (!nic) return;
  const { id } = await plantInterface('eth0', nic.mac);
  const address = (await post('/api/ipam/ip-addresses/', {
    address: nic.address,
    namespace: 'Global',
    status: 'Active',
  })) as Row;
  await post('/api/ipam/ip-address-to-interface/', { ip_address: address.id, interface: id });
}

export async function plantAddress(simulated: Simulated, address: string, mark?: string): Promise<void> {
  if (mark !== undefined) await ensureOwnerField(simulated);
  const custom = mark === undefined ? {} : { custom_fields: { bedplate_owner: mark } };
  await callNautobot(simulated, 'POST', '/api/ipam/ip-addresses/', {
    address,
    namespace: 'Global',
    status: 'Active',
    ...custom,
  });
}

export async function addressesOf(simulated: Simulated): Promise<string[]> {
  const { results } = (await callNautobot(simulated, 'GET', '/api/ipam/ip-addresses/?limit=1000')) as {
    results: { address: string }[];
  };
  return results.map((row) => row.address.replace(/\/.*/, ''));
}

async function ensureOwnerField(simulated: Simulated): Promise<void> {
  const path = '/api/extras/custom-fields/';
  if ((await count(simulated, `${path}?key=bedplate_owner`)) > 0) return;
  const body = {
    label: 'Bedplate owner',
    key: 'bedplate_owner',
    type: 'text',
    filter_logic: 'exact',
    content_types: ['dcim.device', 'ipam.ipaddress'],
  };
  await callNautobot(simulated, 'POST', path, body);
}

async function count(simulated: Simulated, path: string): Promise<number> {
  return ((await callNautobot(simulated, 'GET', path)) as { count: number }).count;
}

/** Addresses that bear the mark of the node of that uid. */
export async function marksOf(simulated: Simulated, uid: string): Promise<string[]> {
  const { results } = (await callNautobot(simulated, 'GET', '/api/ipam/ip-addresses/?limit=1000')) as {
    results: { address: string; custom_fields: { bedplate_owner?: string | null } }[];
  };
  return results
    .filter(({ custom_fields: { bedplate_owner: mark } }) => mark?.split('/')[3] === uid)
    .map(({ address }) => address.replace(/\/.*/, ''));
}
