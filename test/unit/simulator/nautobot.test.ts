import { clientOf, startLab, type Lab } from './clients.ts';

let lab: Lab;

beforeEach(async () => {
  lab = await startLab();
  await lab.admin('POST', '/_sim/seed', {
    locations: ['az1'],
    racks: [{ name: 'r1', location: 'az1' }],
    prefixes: ['10.0.1.0/24', '10.0.2.0/29'],
  });
  await lab.nautobot('POST', '/api/dcim/manufacturers/', { name: 'dell' });
  await lab.nautobot('POST', '/api/dcim/device-types/', { manufacturer: 'dell', model: 'r640' });
  await lab.nautobot('POST', '/api/extras/roles/', { name: 'server', content_types: ['dcim.device'] });
  await lab.nautobot('POST', '/api/extras/custom-fields/', {
    label: 'Owner',
    key: 'bedplate_owner',
    type: 'text',
    filter_logic: 'exact',
    content_types: ['dcim.device', 'ipam.ipaddress'],
  });
});

afterEach(() => lab.simulator.close());

interface WithId {
  id: string;
}

const device = { name: 'n1', device_type: { model: 'r640' }, role: 'server', status: 'Active', location: 'az1' };

async function create(path: string, body: object): Promise<WithId> {
  const reply = await lab.nautobot('POST', path, body);
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.text}`);
  return reply.body;
}

async function count(path: string): Promise<number> {
  return ((await lab.nautobot('GET', path)).body as { count: number }).count;
}

it('speaks the protocol of Nautobot 3', async () => {
  const { nautobot, simulator } = lab;
  const stranger = clientOf(simulator.urls.nautobot, {});

  expect(await stranger('GET', '/api/dcim/devices/')).toMatchObject({
    status: 403,
    body: { detail: 'Authentication credentials were not provided.' },
  });
  expect(await stranger('GET', '/api/dcim/devices/', undefined, { authorization: 'Token nope' })).toMatchObject({
    status: 403,
    body: { detail: 'Invalid token' },
  });
  expect(
    (await nautobot('GET', '/api/dcim/devices/', undefined, { accept: 'application/json; version=9.9' })).status,
  ).toBe(406);
  expect((await nautobot('GET', '/api/dcim/devices/')).headers.get('api-version')).toBe('3.0');
  expect(await nautobot('POST', '/api/dcim/devices', device)).toMatchObject({ status: 301 });
  expect((await nautobot('GET', '/api/dcim/devices/?limit=1')).body).toEqual({
    count: 0,
    next: null,
    previous: null,
    results: [],
  });
});

it.each([
  ['an unknown filter', 'GET', '/api/dcim/devices/?nosuch=1', undefined, { nosuch: ['Unknown filter field'] }],
  [
    'an unknown custom field',
    'GET',
    '/api/dcim/devices/?cf_nosuch=1',
    undefined,
    { cf_nosuch: ['Unknown filter field'] },
  ],
  [
    'a choice that is none',
    'GET',
    '/api/dcim/devices/?rack=nosuch',
    undefined,
    { rack: [expect.stringContaining('Select a valid choice')] },
  ],
  [
    'missing fields',
    'POST',
    '/api/dcim/devices/',
    { name: 'x' },
    { device_type: ['This field is required.'], role: ['This field is required.'] },
  ],
  [
    'a status for other things',
    'POST',
    '/api/dcim/devices/',
    { ...device, status: 'Provisioning' },
    { status: [expect.stringContaining('Related object not found')] },
  ],
  [
    'an unknown rack',
    'POST',
    '/api/dcim/devices/',
    { ...device, rack: { name: 'r9' } },
    { rack: [expect.stringContaining('Related object not found')] },
  ],
  [
    'an unknown custom field value',
    'POST',
    '/api/dcim/devices/',
    { ...device, custom_fields: { nosuch: 1 } },
    { __all__: [expect.stringContaining('nosuch')] },
  ],
  [
    'an address without prefix',
    'POST',
    '/api/ipam/ip-addresses/',
    { address: '10.9.9.9/24', status: 'Active', namespace: 'Global' },
    { namespace: [expect.stringContaining('No suitable parent Prefix for 10.9.9.9')] },
  ],
])('refuses %s', async (_what, method, path, body, errors) => {
  expect(await lab.nautobot(method, path, body)).toMatchObject({ status: 400, body: errors });
});

it('keeps device names unique in a location, and not serials', async () => {
  await create('/api/dcim/devices/', { ...device, serial: 'S' });

  const twin = await lab.nautobot('POST', '/api/dcim/devices/', device);
  expect(twin).toMatchObject({ status: 400, body: { __all__: [expect.stringContaining("A device named 'n1'")] } });
  await create('/api/dcim/devices/', { ...device, name: 'n2', serial: 'S' });
  expect(await count('/api/dcim/devices/?serial=S')).toBe(2);
});

it('keeps places in a rack unique', async () => {
  const place = { rack: { name: 'r1' }, position: 7, face: 'front' };
  await create('/api/dcim/devices/', { ...device, ...place });

  expect(await lab.nautobot('POST', '/api/dcim/devices/', { ...device, ...place, name: 'n2' })).toMatchObject({
    status: 400,
    body: { non_field_errors: expect.any(Array) },
  });
});

it('accepts two racks of one name, which then are ambiguous', async () => {
  await create('/api/dcim/racks/', { name: 'r1', location: 'az1', status: 'Active' });

  const reply = await lab.nautobot('POST', '/api/dcim/devices/', { ...device, rack: { name: 'r1' } });

  expect(reply).toMatchObject({
    status: 400,
    body: { rack: ["Multiple objects match the provided attributes: {'name': 'r1'}"] },
  });
});

it('filters by custom fields, names, suffixes and related objects', async () => {
  await create('/api/dcim/devices/', { ...device, rack: { name: 'r1' }, custom_fields: { bedplate_owner: 'uid-1' } });
  await create('/api/dcim/devices/', { ...device, name: 'N2' });

  expect(await count('/api/dcim/devices/?cf_bedplate_owner=uid-1')).toBe(1);
  expect(await count('/api/dcim/devices/?name=n1&name=N2')).toBe(2);
  expect(await count('/api/dcim/devices/?name__n=n1')).toBe(1);
  expect(await count('/api/dcim/devices/?rack=r1&status=Active')).toBe(1);
  expect(await count('/api/dcim/devices/?rack__isnull=true')).toBe(1);
});

it('keeps MACs in upper case and finds them in any', async () => {
  const { id } = await create('/api/dcim/devices/', device);
  const nic = { device: id, name: 'eth0', type: '1000base-t', status: 'Active', mac_address: '52:54:00:aa:00:01' };

  expect(await create('/api/dcim/interfaces/', nic)).toMatchObject({
    mac_address: '52:54:00:AA:00:01',
    type: { value: '1000base-t' },
  });
  expect(await count('/api/dcim/interfaces/?mac_address=52:54:00:aA:00:01')).toBe(1);
  expect(await lab.nautobot('POST', '/api/dcim/interfaces/', nic)).toMatchObject({
    status: 400,
    body: { non_field_errors: expect.any(Array) },
  });
});

it('takes a primary address only after the join, and loses it with the join', async () => {
  const { id } = await create('/api/dcim/devices/', device);
  const nic = await create('/api/dcim/interfaces/', { device: id, name: 'eth0', type: '1000base-t', status: 'Active' });
  const address = await create('/api/ipam/ip-addresses/', {
    address: '10.0.1.11/24',
    namespace: 'Global',
    status: 'Active',
  });
  const setPrimary = () => lab.nautobot('PATCH', `/api/dcim/devices/${id}/`, { primary_ip4: address.id });

  expect(await setPrimary()).toMatchObject({
    status: 400,
    body: { primary_ip4: [expect.stringContaining('is not assigned to this device')] },
  });
  const join = await create('/api/ipam/ip-address-to-interface/', { ip_address: address.id, interface: nic.id });
  expect(
    (await lab.nautobot('POST', '/api/ipam/ip-address-to-interface/', { ip_address: address.id, interface: nic.id }))
      .status,
  ).toBe(400);
  expect(await setPrimary()).toMatchObject({ status: 200, body: { primary_ip4: { id: address.id } } });
  expect((await lab.nautobot('DELETE', `/api/ipam/ip-address-to-interface/${join.id}/`)).status).toBe(204);
  expect((await lab.nautobot('GET', `/api/dcim/devices/${id}/`)).body).toMatchObject({ primary_ip4: null });
});

it('deletes once, with components, and not what others stand on', async () => {
  const { id } = await create('/api/dcim/devices/', { ...device, rack: { name: 'r1' } });
  await create('/api/dcim/interfaces/', { device: id, name: 'eth0', type: '1000base-t', status: 'Active' });
  const racks = (await lab.nautobot('GET', '/api/dcim/racks/?name=r1')).body as { results: WithId[] };
  const rack = `/api/dcim/racks/${racks.results[0]?.id}/`;

  expect(await lab.nautobot('DELETE', rack)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('1 dependent objects were found') },
  });
  expect((await lab.nautobot('DELETE', `/api/dcim/devices/${id}/`)).status).toBe(204);
  expect(await lab.nautobot('DELETE', `/api/dcim/devices/${id}/`)).toMatchObject({
    status: 404,
    body: { detail: 'No Device matches the given query.' },
  });
  expect(await count('/api/dcim/interfaces/')).toBe(0);
  expect((await lab.nautobot('DELETE', rack)).status).toBe(204);
});

describe('available-ips', () => {
  async function path(prefix: string): Promise<string> {
    const found = (await lab.nautobot('GET', `/api/ipam/prefixes/?prefix=${prefix}`)).body as { results: WithId[] };
    return `/api/ipam/prefixes/${found.results[0]?.id}/available-ips/`;
  }

  it('hands out the first address, or the first of a range', async () => {
    const url = await path('10.0.1.0/24');

    expect((await lab.nautobot('POST', url, { status: 'Reserved' })).body).toMatchObject({ address: '10.0.1.1/24' });
    expect(
      (await lab.nautobot('POST', `${url}?range_start=10.0.1.10`, [{ status: 'Reserved' }, { status: 'Reserved' }]))
        .body,
    ).toMatchObject([{ address: '10.0.1.10/24' }, { address: '10.0.1.11/24' }]);
  });

  it('races: one of two at once gets 400', async () => {
    await lab.admin('PUT', '/_sim/settings', { ipamGapMs: 100 });
    const url = await path('10.0.1.0/24');

    const replies = await Promise.all([1, 2].map(() => lab.nautobot('POST', url, { status: 'Reserved' })));

    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400]);
    expect(replies.find(({ status }) => status === 400)?.body).toEqual({
      __all__: [
        expect.stringContaining('IP address 10.0.1.1/24 already exists'),
        'IP address with this Parent and Host already exists.',
      ],
    });
  });

  it('is exhausted with 204 and nothing', async () => {
    const url = await path('10.0.2.0/29');
    for (let taken = 0; taken < 6; taken += 1) await create(url, { status: 'Reserved' });

    expect(await lab.nautobot('POST', url, { status: 'Reserved' })).toMatchObject({ status: 204, text: '' });
  });
});
