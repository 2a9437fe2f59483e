import { startFleet } from '../../../activities/fleet/fleet.ts';
import { ipamActivities } from '../../../activities/ipam/activities.ts';
import { ipAddressKind, subnet } from '../../../api/kinds/network.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, aDatacenter, aNodeIn, type ClaimedNode, type Ref } from './claimed-node.ts';

const ipamOf = ({ cluster, fleet }: Datacenter) =>
  ipamActivities({ client: cluster, fleet, requireMemory: async () => undefined });
const assetOf = ({ claim }: ClaimedNode) => claim.plan.inputs.asset;

async function bound({ cluster }: Datacenter): Promise<string[]> {
  const { items } = await cluster.list(ipAddressKind);
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ spec }) => `${spec.address} ${spec.claimRef.name}`);
}

async function nodes(place: Datacenter, count: number): Promise<Ref[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => aNodeIn(place, `n${i}`)));
}

test('a node gets one address for each family, and the same ones when it asks again', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const allocate = () => ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

  const first = await allocate();

  expect(first.map(({ address }) => address)).toEqual(['10.1.1.10', '2001:db8:1:1::2']);
  expect(await allocate()).toEqual(first);
  expect(await bound(place)).toHaveLength(2);
});

test('forty nodes at once, from one process, get forty different pairs', async () => {
  const place = await aDatacenter();
  const asset = assetOf(await aClaimedNode(place));
  const ipam = ipamOf(place);

  const given = await Promise.all((await nodes(place, 40)).map((ref) => ipam['ipam.allocate']({ ref, asset })));

  const texts = given.flat().map(({ address }) => address);
  expect(texts).toHaveLength(80);
  expect(new Set(texts).size).toBe(80);
  expect(await bound(place)).toHaveLength(80);
});

test('two processes that race for the same addresses give none away twice', async () => {
  const place = await aDatacenter();
  const asset = assetOf(await aClaimedNode(place));
  const fleet = startFleet(place.cluster, () => undefined);
  await fleet.synced;
  const processes = [ipamOf(place), ipamOf({ ...place, fleet })] as const;

  const given = await Promise.all(
    (await nodes(place, 20)).map((ref, i) => processes[i % 2 === 0 ? 0 : 1]['ipam.allocate']({ ref, asset })),
  );
  fleet.stop();

  expect(new Set(given.flat().map(({ address }) => address)).size).toBe(40);
  expect(new Set((await bound(place)).map((line) => line.split(' ')[0])).size).toBe(40);
});

test('an address that somebody was faster with is passed over', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  place.cluster.before = async ({ verb, kind, name }) => {
    if (verb !== 'create' || kind !== 'IPAddress') return;
    place.cluster.before = () => undefined;
    const claimRef = {
      kind: 'ComputeNode' as const,
      namespace: 'default',
      name: 'faster',
      uid: 'uid-faster',
      device: '1',
    };
    await place.cluster.create(ipAddressKind, {
      metadata: { name },
      spec: { address: '10.1.1.10', subnet: 'r1-v4', claimRef },
    });
  };

  const given = await ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

  expect(given.map(({ address }) => address)).toEqual(['10.1.1.11', '2001:db8:1:1::2']);
  expect(await bound(place)).toContain('10.1.1.10 faster');
});

test('a released address rests: nobody else gets it', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const ipam = ipamOf(place);
  await ipam['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

  expect(await ipam['ipam.release']({ ref: node.ref })).toBe(2);
  expect(await ipam['ipam.release']({ ref: node.ref })).toBe(0);
  const next = await ipam['ipam.allocate']({ ref: await aNodeIn(place, 'web-2'), asset: assetOf(node) });

  expect(next.map(({ address }) => address)).toEqual(['10.1.1.11', '2001:db8:1:1::3']);
});

test('an address is taken also when its Subnet object is gone: a plan may still name it', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const ipam = ipamOf(place);
  await ipam['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });
  place.cluster.forget(subnet, { name: 'r1-v4' });
  await new Promise(setImmediate);

  const next = await ipam['ipam.allocate']({ ref: await aNodeIn(place, 'web-2'), asset: assetOf(node) });

  expect(next[0]?.address).toBe('10.1.1.11');
});

test('an address that a node asks for by name, and another one holds, is a Conflict that names the holder', async () => {
  const place = await aDatacenter();
  const holder = await aClaimedNode(place, 'web-1');
  const ipam = ipamOf(place);
  const wishing = {
    ...assetOf(holder),
    nics: assetOf(holder).nics.map((nic) => ({ ...nic, requested: ['10.1.1.77'] })),
  };
  await ipam['ipam.allocate']({ ref: holder.ref, asset: wishing });

  await expect(ipam['ipam.allocate']({ ref: await aNodeIn(place, 'web-2'), asset: wishing })).rejects.toMatchObject({
    type: 'Conflict',
    message: 'Address 10.1.1.77 is held by ComputeNode default/web-1',
    waitsFor: [{ kind: 'IPAddress', name: 'core-0a01014d' }],
  });
});
