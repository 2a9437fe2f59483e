import { formatOwner } from '../../../api/owner.ts';
import { NautobotAddressPool } from '../../../activities/adapters/nautobot/address-pool.ts';
import { expectFailure } from '../expect-failure.ts';
import { addressesOf, callNautobot, marksOf, plantAddress } from '../nautobot-api.ts';
import { ours } from '../owners.ts';
import { need, nodeNamed, SMALL, SUBNETS, V6 } from '../suites/address-allocator.ts';
import { record } from '../suites/cmdb.ts';
import { NautobotLab } from './nautobot-lab.ts';
import { meets } from './trap-lab.ts';

const lab = new NautobotLab();
const wanted = [need('1', [SMALL])];

beforeEach(() => lab.simulated.admin('POST', '/_sim/seed', { prefixes: SUBNETS.map(({ cidr }) => cidr) }));

/** A fresh one, which remembers nothing. */
function pool(): NautobotAddressPool {
  return new NautobotAddressPool({
    url: lab.simulated.urls.nautobot,
    credentials: lab.simulated.credentials.nautobot,
    http: lab.simulated.http({ timeoutMs: 5_000 }),
  });
}

const take = (node: string) => pool().allocate(nodeNamed(node), wanted);
const refusals = async () => (await lab.simulated.journal('nautobot')).filter(({ status }) => status === 400).length;

meets(lab, 'nautobot.available-ips-race', 'comes again when another was faster', async () => {
  await lab.set({ ipamGapMs: 100 });
  await pool().allocate(nodeNamed('first'), []);

  const given = await Promise.all([take('n1'), take('n2')]);

  expect(new Set(given.flat().map(({ address }) => address)).size).toBe(2);
  expect(await refusals()).toBeGreaterThan(0);
});

meets(lab, 'nautobot.exhausted-is-a-204', 'reads an empty success as exhaustion, which it is', async () => {
  const all = [need('1', [{ ...SMALL, reserved: [] }])];
  for (let i = 0; i < 5; i += 1) await pool().allocate(nodeNamed(`n${i}`), all);

  await expectFailure(pool().allocate(nodeNamed('late'), all), 'Exhausted', /10\.1\.1\.0\/29 \(Subnet r1-v4\)/);

  const [last] = (await lab.simulated.journal('nautobot')).filter(({ method }) => method === 'POST').slice(-1);
  expect(last?.status).toBe(204);
});

meets(lab, 'nautobot.available-ips-leak', 'looks for what it has before it takes one', async () => {
  const path = '/api/ipam/prefixes/*/available-ips/';
  await lab.simulated.fault({ system: 'nautobot', method: 'POST', path, drop: 'after' });
  await expectFailure(take('n1'), 'Unavailable');
  await lab.simulated.mark();

  await take('n1');

  expect(await marksOf(lab.simulated, 'uid-n1')).toHaveLength(1);
  expect(await lab.simulated.writes('nautobot')).toEqual([]);
  // Whoever does not look gets a second one.
  const [row] = await lab.list(`/api/ipam/prefixes/?prefix=${encodeURIComponent(SMALL.cidr)}`);
  const [ours] = await lab.list<{ custom_fields: object }>('/api/ipam/ip-addresses/');
  const body = { status: 'Reserved', custom_fields: ours?.custom_fields };
  await lab.naive.nautobot('POST', `/api/ipam/prefixes/${row?.id}/available-ips/`, body);
  expect(await marksOf(lab.simulated, 'uid-n1')).toHaveLength(2);
});

meets(lab, 'nautobot.gateway-first', 'never takes the address of the gateway', async () => {
  expect((await take('n1')).map(({ address }) => address)).toEqual(['10.1.1.2']);

  const [row] = await lab.list(`/api/ipam/prefixes/?prefix=${encodeURIComponent(SMALL.cidr)}`);
  const naive = await lab.naive.nautobot('POST', `/api/ipam/prefixes/${row?.id}/available-ips/`, {
    status: 'Reserved',
  });
  expect(naive.body).toMatchObject({ address: '10.1.1.1/29' });
});

it('passes over what the caller may not have, whatever Nautobot says of it', async () => {
  const isFree = (_: unknown, value: bigint) => (value <= 0x0a010104n ? 0x0a010104n : undefined);

  const given = await pool().allocate(nodeNamed('n1'), wanted, isFree);

  expect(given.map(({ address }) => address)).toEqual(['10.1.1.4']);
  expect(await addressesOf(lab.simulated)).toEqual(['10.1.1.4']);
});

it('gives back what Nautobot chose and may not be had, and takes one behind it', async () => {
  await plantAddress(lab.simulated, '10.1.1.2/29');
  const isFree = (_: unknown, value: bigint) => [0x0a010102n, 0x0a010105n].find((free) => free >= value);

  const given = await pool().allocate(nodeNamed('n1'), wanted, isFree);

  expect(given.map(({ address }) => address)).toEqual(['10.1.1.5']);
  expect(await marksOf(lab.simulated, 'uid-n1')).toEqual(['10.1.1.5']);
});

it('exchanges what it has reserved and may not have any more, and takes away a second one', async () => {
  await take('n1');
  await pool().allocate(nodeNamed('n1'), [need('1', [V6])]);
  const holdsIt = (_: unknown, value: bigint) => (value <= 0x0a010103n ? 0x0a010103n : undefined);

  await pool().allocate(nodeNamed('n1'), wanted, holdsIt);

  expect((await marksOf(lab.simulated, 'uid-n1')).sort()).toEqual(['10.1.1.3', '2001:db8:1::2']);
});

it('says which prefix is missing there', async () => {
  const subnet = { ...SMALL, cidr: '10.7.0.0/24', gateway: '10.7.0.1', reserved: [] };

  await expectFailure(
    pool().allocate(nodeNamed('n1'), [need('1', [subnet])]),
    'InvalidInput',
    'Nautobot has no prefix 10.7.0.0/24 in namespace Global, from which it could choose addresses of Subnet r1-v4. Create it there.',
  );
});

it('becomes the address of the device when that is registered: Active, with its name', async () => {
  await pool().allocate({ namespace: 'team-a', name: 'n1', uid: 'uid-1' }, [need('1', [SMALL])]);
  const [eth0] = record.interfaces;
  if (!eth0) throw new Error('the record has an interface');

  await lab.open().register({ ...record, interfaces: [{ ...eth0, addresses: ['10.1.1.2/29'] }] });

  const { results } = (await callNautobot(lab.simulated, 'GET', '/api/ipam/ip-addresses/?depth=1')) as {
    results: object[];
  };
  expect(results).toMatchObject([{ address: '10.1.1.2/29', status: { name: 'Active' }, dns_name: 'n1.fleet.example' }]);
});

it('cleans up what leaked when the device is unregistered', async () => {
  await lab.open().register(record);
  const claim = { custom_fields: { bedplate_owner: formatOwner(ours) } };
  for (let count = 0; count < 2; count += 1) await lab.takeAddress('10.1.1.0/24', claim);

  await lab.open().unregister(record.name, record.location, ours);

  expect(await addressesOf(lab.simulated)).toEqual([]);
});
