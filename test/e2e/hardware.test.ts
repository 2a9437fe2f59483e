import type { ResourceOf } from '../../api/cluster/index.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { l2Domain, subnet } from '../../api/kinds/network.ts';
import { rack } from '../../api/kinds/rack.ts';
import { route } from '../../api/kinds/route.ts';
import { networkZone } from '../../api/kinds/zones.ts';
import type { Condition } from '../../api/schema/conditions.ts';
import { eventually } from './dsl/eventually.ts';
import { metalOf } from './dsl/metal.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);

const ZONE = 'topology.tess.io/network-zone';
const IN_DMZ = { nodeSelector: { [ZONE]: 'dmz' }, flavor: 'bm-dmz' };

async function shows(kind: Kind, name: string, type: string, status: string, words: RegExp): Promise<Condition> {
  return eventually(`${kind.kind} ${name}: ${type}=${status} with ${words}`, async () => {
    const object = (await world.cluster.get(kind, { name })) as ResourceOf<Kind> & {
      status?: { conditions: Condition[] };
    };
    const seen = object?.status?.conditions.find((condition) => condition.type === type);
    if (seen?.status === status && words.test(seen.message)) return seen;
    throw new Error(`it is ${JSON.stringify(seen)}`);
  });
}

const isGone = (kind: Kind, name: string, timeoutMs?: number) =>
  eventually(
    `${kind.kind} ${name} is gone`,
    async () => (await world.cluster.get(kind, { name })) === undefined,
    timeoutMs,
  );

describe('a rack in a network zone that does not exist', () => {
  let node: NodeScenario;
  let asset: string;

  test('is not used, nor are its assets, and whoever waits for one is told why', async () => {
    const { spec } = (await world.cluster.get(flavor, { name: 'bm-standard' }))!;
    await world.cluster.create(flavor, { metadata: { name: 'bm-dmz' }, spec });
    await world.cluster.mergePatch(rack, { name: 'r3' }, { spec: { networkZone: 'dmz' } });

    const missing = /^NetworkZone dmz does not exist: create it, or correct spec\.networkZone\.$/;
    await shows(rack, 'r3', 'Accepted', 'False', missing);
    await shows(
      computeAsset,
      'r3-a01',
      'Accepted',
      'False',
      /^Rack r3 is not accepted, so this is not used: NetworkZone/,
    );
    node = await given(world).node('dmz-1', IN_DMZ);
    await node.then.condition('Stalled', 'True', /16 not \S+network-zone=dmz, 8 not accepted \(no NetworkZone dmz\)/);
  }, 60_000);

  test('heals when the zone comes: the node is placed by its zone, and takes the routes of its subnets along', async () => {
    const v6 = { subnet: 'r3-v6', destination: '2001:db8:ff00::/40', via: '2001:db8:1:3::fe' };
    const astray = { subnet: 'r3-v4', destination: '10.201.0.0/16', via: '10.1.2.254' };
    await world.cluster.create(route, { metadata: { name: 'r3-v6' }, spec: v6 });
    await world.cluster.create(route, { metadata: { name: 'astray' }, spec: astray });
    await shows(
      route,
      'astray',
      'Accepted',
      'False',
      /^10\.1\.2\.254 is no address of Subnet r3-v4 \(10\.1\.3\.0\/24\)/,
    );

    await world.cluster.create(networkZone, { metadata: { name: 'dmz' }, spec: { availabilityZone: 'az1' } });

    const ready = await node.then.isReady();
    asset = ready.status.assetRef?.name ?? '';
    expect(asset).toMatch(/^r3-/);
    expect(ready.metadata.labels).toMatchObject({
      [ZONE]: 'dmz',
      'topology.tess.io/zone': 'az1',
      'topology.tess.io/region': 'west',
      'topology.tess.io/vpc': 'core',
    });
    const { installed } = await (await metalOf(world, asset)).truth();
    expect(installed?.routes).toEqual([
      { destination: '10.200.0.0/16', via: '10.1.3.254', metric: 100 },
      { destination: '2001:db8:ff00::/40', via: '2001:db8:1:3::fe', metric: null },
    ]);
  }, 90_000);

  test('what the node uses stays, lists its users, and is given to nobody new', async () => {
    for (const [kind, name] of [
      [computeAsset, asset],
      [flavor, 'bm-dmz'],
      [subnet, 'r3-v4'],
    ] as const) {
      await world.cluster.delete(kind, { name });
    }

    await shows(
      computeAsset,
      asset,
      'InUse',
      'True',
      new RegExp(`^1 AssetClaim \\(${asset}\\) uses it: it goes by itself`),
    );
    await shows(flavor, 'bm-dmz', 'InUse', 'True', /^1 ComputeNode \(default\/dmz-1\) uses it/);
    const users =
      /^1 IPAddress \(core-0a0103\w\w\) and 1 L2Domain \(r3-servers\) and 2 Routes \(astray, r3-storage\) use it/;
    await shows(subnet, 'r3-v4', 'InUse', 'True', users);
    await shows(l2Domain, 'r3-servers', 'Accepted', 'False', /^Subnet r3-v4 is being deleted, and is given to nobody/);
    const late = await given(world).node('dmz-2', IN_DMZ);
    await late.then.condition('Stalled', 'True', /Flavor "bm-dmz" is being deleted: delete the node and name another/);
    await late.when.deleted();
    await late.then.isGone();
    const other = await given(world).node('dmz-3', { ...IN_DMZ, flavor: 'bm-standard' });
    await other.then.condition('Stalled', 'True', /not accepted \(Subnet r3-v4 is being deleted\)/);

    await world.cluster.delete(computeProvider, { name: 'native' });
    const nodes = /^2 ComputeNodes \(default\/dmz-1, default\/dmz-3\) use it/;
    await shows(computeProvider, 'native', 'InUse', 'True', nodes);
    const provider = await world.cluster.get(computeProvider, { name: 'native' });
    expect(provider?.status?.systems?.map(({ state }) => state)).toEqual(['Available', 'Available', 'Available']);
    expect(provider?.status?.conditions?.map(({ type }) => type).sort()).toEqual(['Available', 'InUse']);
  }, 60_000);

  test('goes with its last user', async () => {
    await node.when.deleted();
    await isGone(assetClaim, asset);
    await isGone(computeAsset, asset, 2_000);
    await node.then.isGone();
    await isGone(flavor, 'bm-dmz', 2_000);
    // An address rests before it is used again, and keeps its subnet until then.
    await shows(subnet, 'r3-v4', 'InUse', 'True', /1 IPAddress/);
  }, 60_000);
});

test('bad networks are told in words: at the door what one object can tell, on the later one what two can', async () => {
  const make = (name: string, cidr: string, gateway?: string) =>
    world.cluster.create(subnet, { metadata: { name }, spec: { vpc: 'core', cidr, gateway } });
  await expect(make('astray', '10.7.0.0/24', '10.8.0.1')).rejects.toThrow(
    /spec\.gateway: .*must be an address of the network in cidr/,
  );
  await make('later', '10.1.0.0/16');
  await make('outside', '192.168.1.0/24');
  await world.cluster.create(l2Domain, { metadata: { name: 'bare' }, spec: {} });

  await shows(
    subnet,
    'later',
    'Accepted',
    'False',
    /^10\.1\.0\.0\/16 overlaps 10\.1\.\d\.0\/24 of Subnet r\d-v4 in VPC core/,
  );
  await shows(subnet, 'outside', 'Accepted', 'False', /^192\.168\.1\.0\/24 lies in none of the networks of VPC core/);
  await shows(l2Domain, 'bare', 'Accepted', 'False', /^It has no subnet, so nodes on it could have no addresses/);
}, 60_000);
