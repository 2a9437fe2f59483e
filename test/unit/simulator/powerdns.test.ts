import { clientOf, startLab, type Lab } from './clients.ts';

const zones = '/api/v1/servers/localhost/zones';
const zone = `${zones}/fleet.example.`;

let lab: Lab;

beforeEach(async () => {
  lab = await startLab({ dnsLockMs: 0 });
  await lab.powerdns('POST', zones, { name: 'fleet.example.', kind: 'Native', nameservers: ['ns1.fleet.example.'] });
});

afterEach(() => lab.simulator.close());

function rrset(change: Record<string, unknown> = {}) {
  return {
    name: 'n1.fleet.example.',
    type: 'A',
    ttl: 300,
    changetype: 'REPLACE',
    records: [{ content: '10.0.1.11', disabled: false }],
    ...change,
  };
}

async function shown(query = '') {
  return (await lab.powerdns('GET', zone + query)).body as {
    serial: number;
    rrsets: { name: string; type: string; comments: object[] }[];
  };
}

it('speaks plain text outside of 422', async () => {
  const stranger = clientOf(lab.simulator.urls.powerdns, {});

  expect(await stranger('GET', zones)).toMatchObject({ status: 401, text: 'Unauthorized' });
  expect(await lab.powerdns('GET', `${zones}/nope.`)).toMatchObject({ status: 404, text: 'Not Found' });
  expect(await lab.powerdns('PATCH', zone, '{')).toMatchObject({ status: 400, text: 'Bad Request' });
  expect((await lab.powerdns('PUT', zones, {})).status).toBe(405);
  expect(await lab.powerdns('POST', zones, { name: 'fleet.example.', kind: 'Native' })).toMatchObject({
    status: 409,
    text: 'Conflict',
  });
});

it('replaces and deletes without caring whether it is there, and bumps the serial every time', async () => {
  const before = await shown();

  for (const change of [
    rrset({ name: 'N1.Fleet.Example.' }),
    rrset(),
    rrset({ records: [] }),
    rrset({ changetype: 'DELETE' }),
  ]) {
    expect(await lab.powerdns('PATCH', zone, { rrsets: [change] })).toMatchObject({ status: 204, text: '' });
  }

  const after = await shown();
  expect(after.serial).toBe(before.serial + 4);
  expect(after.rrsets.map(({ type }) => type)).toEqual(['SOA', 'NS']);
});

it('keeps comments until told otherwise', async () => {
  const comments = [{ content: 'uid-1', account: 'bedplate', modified_at: 1 }];
  await lab.powerdns('PATCH', zone, { rrsets: [rrset({ comments })] });
  await lab.powerdns('PATCH', zone, { rrsets: [rrset({ ttl: 60 })] });

  const { rrsets } = await shown('?rrset_name=n1.fleet.example.&rrset_type=A');

  expect(rrsets).toEqual([
    { name: 'n1.fleet.example.', type: 'A', ttl: 60, records: [{ content: '10.0.1.11', disabled: false }], comments },
  ]);
});

it.each([
  [{ name: 'n1.fleet.example' }, /DNS Name 'n1.fleet.example' is not canonical/],
  [{ name: 'n1.other.' }, /RRset n1.other. IN A: Name is out of zone/],
  [{ records: [{ content: 'nope' }] }, /Record n1.fleet.example.\/A 'nope': Parsing record content/],
  [{ records: [{ content: '10.0.0.1' }, { content: '10.0.0.1' }] }, /Duplicate record in RRset n1.fleet.example. IN A/],
  [{ ttl: 'x' }, /Key 'ttl' not an Integer or not present/],
  [{ changetype: 'EXTEND' }, /Changetype not understood/],
  [
    { name: 'old.fleet.example.', type: 'CNAME', records: [{ content: 'x.fleet.example.' }] },
    /RRset old.fleet.example. IN CNAME: Conflicts with pre-existing RRset/,
  ],
  [{ type: 'PTR', records: [{ content: 'n1.fleet.example' }] }, /Not in expected format/],
])('refuses %j, and with it the whole batch', async (change, error) => {
  await lab.powerdns('PATCH', zone, { rrsets: [rrset({ name: 'old.fleet.example.' })] });
  const before = await shown();

  const reply = await lab.powerdns('PATCH', zone, { rrsets: [rrset({ name: 'good.fleet.example.' }), rrset(change)] });

  expect(reply).toMatchObject({ status: 422, body: { error: expect.stringMatching(error) } });
  expect(await shown()).toEqual(before);
});

it('answers 500 to a PATCH that meets another one in its zone', async () => {
  await lab.admin('PUT', '/_sim/settings', { dnsLockMs: 500 });

  const replies = await Promise.all(
    [1, 2, 3, 4].map((host) => lab.powerdns('PATCH', zone, { rrsets: [rrset({ name: `n${host}.fleet.example.` })] })),
  );

  expect(replies.map(({ status }) => status).sort()).toEqual([204, 500, 500, 500]);
});

it('keeps reverse zones, the odd ones under an id of their own', async () => {
  const made = await lab.powerdns('POST', zones, {
    name: '0/26.1.0.10.in-addr.arpa.',
    kind: 'Native',
    nameservers: [],
  });
  const { id } = made.body as { id: string };

  expect(id).toBe('0=2F26.1.0.10.in-addr.arpa.');
  const ptr = rrset({ name: '11.0/26.1.0.10.in-addr.arpa.', type: 'PTR', records: [{ content: 'n1.fleet.example.' }] });
  expect((await lab.powerdns('PATCH', `${zones}/${id}`, { rrsets: [ptr] })).status).toBe(204);
});

it('finds records by name and by content', async () => {
  await lab.powerdns('PATCH', zone, { rrsets: [rrset(), rrset({ name: 'n2.fleet.example.' })] });
  const count = async (query: string) =>
    ((await lab.powerdns('GET', `/api/v1/servers/localhost/search-data?q=${query}&max=10`)).body as object[]).length;

  expect(await count('n1*')).toBe(1);
  expect(await count('10.0.1.11')).toBe(2);
  expect(await count('n2.fleet.example')).toBe(1);
});
