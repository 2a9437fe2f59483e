import { reverseZones } from '../../hack/datacenter/reverse-zones.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { ipAddressKind, l2Domain, subnet } from '../../api/kinds/network.ts';
import { bedplate } from './dsl/command.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const R1 = { nodeSelector: { 'topology.tess.io/rack': 'r1' } };
const MORE = { name: 'r1-more', cidr: '10.1.9.0/29' };

let world: World;
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { installSeconds: 0.3 } });
  const seed = { prefixes: [MORE.cidr], zones: reverseZones(MORE.cidr) };
  await fetch(`${world.stack.file.simulator?.admin}/_sim/seed`, { method: 'POST', body: JSON.stringify(seed) });
  await world.cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { quarantine: '3s' } });
}, 180_000);
afterAll(() => world.end(), 60_000);

async function addressesOf(node: NodeScenario): Promise<string[]> {
  const { status } = await node.read();
  return (status.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
}

test('two who ask for one address: the later waits, is told the holder, and gets it when it has rested', async () => {
  const asking = { ...R1, addresses: [{ device: '1', address: '10.1.1.50' }] };
  const first = await given(world).node('first', asking);
  await first.then.isReady();
  expect(await addressesOf(first)).toEqual(['10.1.1.50', expect.stringMatching(/^2001:db8:1:1::/)]);

  const second = await given(world).node('second', asking);
  await second.then.condition('Stalled', 'True', /Conflict .*10\.1\.1\.50 is held by ComputeNode default\/first/);
  await first.when.deleted();

  await second.then.isReady(60_000);
  expect((await addressesOf(second))[0]).toBe('10.1.1.50');
  await invariantsHold(world);
}, 120_000);

test('a full L2 domain stalls a node with numbers; a subnet that it gets ends that, and overflow goes there', async () => {
  await world.cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { reserved: ['10.1.1.1-10.1.1.254'] } });
  const node = await given(world).node('third', R1);
  await node.then.condition('AddressesAllocated', 'False', /Exhausted .*Subnet r1-v4 has 0 of 0 free: \d+ bound/);

  const spec = { vpc: 'core', cidr: MORE.cidr, gateway: '10.1.9.1', domain: 'r1.fleet.example' };
  await world.cluster.create(subnet, { metadata: { name: MORE.name }, spec });
  await world.cluster.mergePatch(
    l2Domain,
    { name: 'r1-servers' },
    { spec: { subnets: ['r1-v4', 'r1-v6', MORE.name] } },
  );

  await node.then.isReady(60_000);
  expect((await addressesOf(node))[0]).toBe('10.1.9.2');
  const { stdout } = await bedplate(world, 'ipam');
  expect(stdout).toMatch(/^r1-more +core +10\.1\.9\.0\/29 +Sequential +8 +3 +5 +1 +0 +4 +20%$/m);
  expect(stdout).toMatch(/^r1-servers +IPv4 +r1-v4, r1-more +r1-more$/m);
  expect((await bedplate(world, 'ipam', MORE.name)).stdout).toMatch(/^10\.1\.9\.2 +default\/third +1 +Bound +-$/m);
  await invariantsHold(world);
}, 120_000);

test('where Nautobot chooses, its choice is the node’s address everywhere, and is given back', async () => {
  await world.cluster.mergePatch(
    computeProvider,
    { name: 'native' },
    { spec: { native: { ipam: { type: 'nautobot' } } } },
  );
  const before = (await world.simulator.journal()).length;
  const node = await given(world).node('fourth', R1);
  await node.then.isReady(60_000);

  const chosen = (await world.simulator.journal(before)).filter(
    ({ method, path, status }) => method === 'POST' && path.includes('/available-ips/') && status === 201,
  );
  expect(chosen).toHaveLength(2);
  expect((await addressesOf(node))[0]).toBe('10.1.9.3');
  const claims = (await world.cluster.list(ipAddressKind)).items.filter(({ spec }) => spec.claimRef.name === 'fourth');
  expect(claims.map(({ spec }) => spec.address).sort()).toEqual((await addressesOf(node)).sort());
  await invariantsHold(world);

  await node.when.deleted();
  await node.then.isGone(60_000);
  await invariantsHold(world);
}, 120_000);
