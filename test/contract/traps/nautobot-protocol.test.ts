import { formatOwner } from '../../../api/owner.ts';
import { expectFailure } from '../expect-failure.ts';
import { addressesOf, plantAddress } from '../nautobot-api.ts';
import { ours, oursAgain, theirs } from '../owners.ts';
import { record } from '../suites/cmdb.ts';
import { NautobotLab } from './nautobot-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new NautobotLab();
const { name, location } = record;

meets(lab, 'nautobot.trailing-slash', 'ends every path with a slash', async () => {
  await lab.open().register(record);

  const entries = await lab.simulated.journal('nautobot');
  expect(entries.filter(({ path, status }) => !path.endsWith('/') || status >= 300)).toEqual([]);
  expect((await lab.naive.nautobot('POST', '/api/dcim/manufacturers', { name: 'lost' })).status).toBe(301);
});

meets(lab, 'nautobot.refused-token-is-a-403', 'reads a refused token from a 403', async () => {
  await expectFailure(lab.open('f'.repeat(40)).find(name, location), 'AuthRejected', /CMDB Secret/);

  expect((await lab.simulated.journal('nautobot')).map(({ status }) => status)).toEqual([403]);
});

meets(lab, 'nautobot.version-406', 'pins a version, and tells when it is spoken no more', async () => {
  const headers = { accept: 'application/json; version=9.9' };
  const naive = await lab.naive.nautobot('GET', '/api/dcim/devices/', undefined, headers);
  expect(naive.status).toBe(406);
  await lab.simulated.fault({ system: 'nautobot', status: 406, body: naive.text });

  await expectFailure(lab.open().find(name, location), 'Unsupported', /version 3.0/, /Supported versions/);
});

meets(lab, 'nautobot.pages', 'reads all pages of a list, and large ones', async () => {
  await lab.open().register(record);
  const custom = { custom_fields: { bedplate_owner: formatOwner(theirs) } };
  const kind = { device_type: { model: record.model }, role: 'Server', status: 'Active', location, ...custom };
  const many = Array.from({ length: 501 }, (_, index) => ({ ...kind, name: `d${index}` }));
  expect((await lab.naive.nautobot('POST', '/api/dcim/devices/', many)).status).toBe(201);
  await lab.simulated.mark();

  expect(await lab.open().list()).toHaveLength(502);

  const lists = (await lab.simulated.journal('nautobot')).filter(({ path }) => path === '/api/dcim/devices/');
  expect(lists).toHaveLength(2);
});

meets(lab, 'nautobot.depth', 'asks for related objects where it reads them', async () => {
  await lab.open().register(record);

  expect((await lab.find())?.status).toBe('Active');
  expect((await lab.show()).status).not.toHaveProperty('name');
});

meets(lab, 'nautobot.unknown-filter', 'makes its custom field before it filters by it', async () => {
  const fields = '/api/extras/custom-fields/';
  for (const { id } of await lab.list(`${fields}?key=bedplate_owner`))
    await lab.naive.nautobot('DELETE', `${fields}${id}/`);
  expect((await lab.naive.nautobot('GET', '/api/dcim/devices/?cf_bedplate_owner=x')).status).toBe(400);

  expect(await lab.open().list()).toEqual([]);
});

meets(lab, 'nautobot.custom-filter-takes-one', 'looks for each of its marks by itself', async () => {
  await lab.open().register(record);
  await plantAddress(lab.simulated, '10.1.1.77/24', formatOwner(oursAgain));
  const marks = [ours, oursAgain].map((owner) => `cf_bedplate_owner=${encodeURIComponent(formatOwner(owner))}`);
  expect(await lab.list(`/api/ipam/ip-addresses/?${marks.join('&')}`)).toHaveLength(1);

  await lab.open().unregister(name, location, oursAgain);

  expect(await addressesOf(lab.simulated)).toEqual([]);
});

meets(lab, 'nautobot.errors-under-all', 'reads what the model refuses', async () => {
  await lab.open().register(record);
  await lab.findNothingOnce('/api/dcim/devices/');

  await expectFailure(lab.open().register(record), 'RaceLost', /faster: A device named 'r1-a01'/);
});

meets(lab, 'nautobot.errors-under-non-field', 'reads what the serializer refuses', async () => {
  await lab.open().register(record);
  await lab.findNothingOnce('/api/dcim/interfaces/');

  await expectFailure(lab.open().register(record), 'RaceLost', /faster: The fields device, name must/);
});

meets(lab, 'nautobot.deleted-twice', 'takes what went away meanwhile for deleted', async () => {
  await lab.open().register(record);
  await plantAddress(lab.simulated, '10.1.1.77/24', formatOwner(ours));
  const path = '/api/ipam/ip-addresses/';
  const stale = await lab.naive.nautobot('GET', `${path}?address=10.1.1.77`);
  const [row] = (stale.body as { results: { id: string }[] }).results;
  await lab.naive.nautobot('DELETE', `${path}${row?.id}/`);
  await lab.simulated.fault({ system: 'nautobot', method: 'GET', path, status: 200, body: stale.text });
  await lab.simulated.mark();

  expect(await lab.open().unregister(name, location, ours)).toBe('unregistered');

  const deleted = (await lab.simulated.journal('nautobot')).filter((entry) => entry.path === `${path}${row?.id}/`);
  expect(deleted.map(({ method, status }) => [method, status])).toEqual([['DELETE', 404]]);
});

meets(lab, 'nautobot.bulk-is-atomic', 'sees nothing of a list that was refused', async () => {
  await lab.open().register(record);
  const kind = { device_type: { model: record.model }, role: 'Server', status: 'Active', location };

  const naive = await lab.naive.nautobot('POST', '/api/dcim/devices/', [
    { ...kind, name: 'r1-a50' },
    { ...kind, name },
  ]);

  expect(naive.status).toBe(400);
  expect(await lab.open().find('r1-a50', location)).toBeUndefined();
});

meets(lab, 'nautobot.no-if-match', 'repairs what somebody overwrote, who thought it safe', async () => {
  await lab.open().register(record);
  const path = `/api/dcim/devices/${(await lab.show()).id}/`;
  const naive = await lab.naive.nautobot('PATCH', path, { status: 'Failed' }, { 'if-match': '"of-yesterday"' });
  expect(naive.status).toBe(200);

  await lab.open().register(record);

  expect((await lab.find())?.status).toBe('Active');
});
