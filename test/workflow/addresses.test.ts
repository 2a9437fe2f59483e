import { ADDRESS_FINALIZER } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { ipAddressKind, l2Domain, subnet } from '../../api/kinds/network.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function claimed({ datacenter: { cluster } }: World): Promise<string[]> {
  const { items } = await cluster.list(ipAddressKind);
  return items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ spec }) => spec.address);
}

test('a full L2 domain stalls the node with numbers, and a subnet that it gets ends that', async () => {
  const world = await stage.play();
  const { cluster } = world.datacenter;
  await cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { reserved: ['10.1.1.0-10.1.1.255'] } });
  const node = await world.node();
  await node.isSeen();
  const stalled = await node.isStalled();
  expect(condition(stalled, 'AddressesAllocated')).toMatchObject({
    status: 'False',
    reason: 'Exhausted',
    message: expect.stringContaining('Subnet r1-v4 has 0 of 0 free: 0 bound.') as string,
  });
  expect(stalled.waitsFor).toEqual(
    ['L2Domain r1-servers', 'Subnet r1-v4'].map((text) => {
      const [kind, name] = text.split(' ');
      return { kind, name };
    }),
  );
  expect(await claimed(world)).toEqual([]);

  const spec = { vpc: 'core', cidr: '10.1.2.0/24', gateway: '10.1.2.1', domain: 'r1.fleet.example' };
  await cluster.create(subnet, { metadata: { name: 'r1-more' }, spec });
  await cluster.mergePatch(l2Domain, { name: 'r1-servers' }, { spec: { subnets: ['r1-v4', 'r1-v6', 'r1-more'] } });
  await node.wake('L2Domain r1-servers changed');
  const ready = await node.isReady();

  expect(step(ready, 'allocate-addresses')?.message).toBe('10.1.2.2, 2001:db8:1:1::2');
  const claim = await cluster.get(assetClaim, { name: 'r1-a01' });
  expect(JSON.stringify(claim?.spec.plan.inputs)).toContain('"name":"r1-more"');
});

test('where the CMDB chooses, its choice is claimed too; both are given back', async () => {
  const world = await stage.play({ ipam: 'nautobot' });
  const { addressPool, cluster } = world.datacenter;
  const taken = { name: 'r1-v4', vpc: 'core', cidr: '10.1.1.0/24', dns: [], ntp: [], reserved: [] };
  addressPool.plant('10.1.1.10', taken);
  const node = await world.readyNode();

  expect((await node.isReady()).addresses?.map(({ address }) => address)).toEqual([
    '10.1.1.11',
    '2001:db8:1:1::2',
    'web-1.r1.fleet.example',
  ]);
  expect(addressPool.addressesOf(node.ref.uid)).toEqual(['10.1.1.11', '2001:db8:1:1::2']);
  expect(await claimed(world)).toEqual(['10.1.1.11', '2001:db8:1:1::2']);

  await node.isDeleted();
  await node.isGone();

  expect(addressPool.addressesOf(node.ref.uid)).toEqual([]);
  expect(await claimed(world)).toEqual([]);
  const { items } = await cluster.list(ipAddressKind);
  expect(items.map(({ metadata }) => metadata.finalizers)).toEqual([[ADDRESS_FINALIZER], [ADDRESS_FINALIZER]]);
});

test('an address that the CMDB takes for free, and that is claimed by then, is exchanged for another', async () => {
  const world = await stage.play({ ipam: 'nautobot' });
  const { addressPool, cluster } = world.datacenter;
  const held = world.disturbances.holds('cmdb.reserveAddresses', 'after');
  const node = await world.node();
  await node.isSeen();
  await held.reached;
  const claimRef = {
    kind: 'ComputeNode' as const,
    namespace: 'default',
    name: 'faster',
    uid: 'uid-faster',
    device: '1',
  };
  await cluster.create(ipAddressKind, {
    metadata: { name: 'core-0a01010a', finalizers: [ADDRESS_FINALIZER] },
    spec: { address: '10.1.1.10', subnet: 'r1-v4', claimRef },
  });
  held.letGo();

  const ready = await node.isReady();

  expect(ready.addresses?.map(({ address }) => address)).toContain('10.1.1.11');
  expect(addressPool.addressesOf(node.ref.uid)).toEqual(['2001:db8:1:1::2', '10.1.1.11']);
});
