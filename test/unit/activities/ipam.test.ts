import { cmdbAddressActivities } from '../../../activities/cmdb/addresses.ts';
import { startFleet } from '../../../activities/fleet/fleet.ts';
import { ipamActivities } from '../../../activities/ipam/activities.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { ipAddressKind, l2Domain, subnet } from '../../../api/kinds/network.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, aDatacenter, aNodeIn, type ClaimedNode, readClaim, type Ref } from './claimed-node.ts';

const ipamOf = ({ cluster, fleet }: Datacenter) =>
  ipamActivities({ client: cluster, fleet, requireMemory: async () => undefined });
const assetOf = ({ claim }: ClaimedNode) => claim.plan.inputs.asset;
const textsOf = (addresses: { address: string }[]) => addresses.map(({ address }) => address);
/** Until what was written has come back by the watch. */
const seen = () => new Promise(setImmediate);

async function bound({ cluster }: Datacenter): Promise<string[]> {
  const { items } = await cluster.list(ipAddressKind);
  return items
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .map(({ spec }) => `${spec.address} ${spec.claimRef.name}`);
}

async function nodes(place: Datacenter, count: number): Promise<Ref[]> {
  return Promise.all(Array.from({ length: count }, (_, i) => aNodeIn(place, `n${i}`)));
}

async function aNodeAsking(place: Datacenter, name: string, ...addresses: string[]): Promise<Ref> {
  const ref = await aNodeIn(place, name);
  await asks(place, ref, ...addresses);
  return ref;
}

async function asks({ cluster }: Datacenter, ref: Ref, ...addresses: string[]): Promise<void> {
  const spec = { addresses: addresses.map((address) => ({ device: '1', address })) };
  await cluster.mergePatch(computeNode, ref, { spec });
  await seen();
}

async function addSubnet({ cluster }: Datacenter, name: string, cidr: string): Promise<void> {
  await cluster.create(subnet, { metadata: { name }, spec: { vpc: 'core', cidr, domain: 'r1.fleet.example' } });
  const domain = await cluster.get(l2Domain, { name: 'r1-servers' });
  const subnets = [...(domain?.spec.subnets ?? []), name];
  await cluster.mergePatch(l2Domain, { name: 'r1-servers' }, { spec: { subnets } });
  await seen();
}

/** Leaves no IPv4 address but 10.1.1.10. */
async function fillUp({ cluster }: Datacenter): Promise<void> {
  const reserved = ['10.1.1.1-10.1.1.9', '10.1.1.11-10.1.1.254'];
  await cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { reserved } });
  await seen();
}

/** Somebody claims the address in the very moment before we would. */
function beatenTo({ cluster }: Datacenter, address: string, subnetName: string): void {
  cluster.before = async ({ verb, kind, name }) => {
    if (verb !== 'create' || kind !== 'IPAddress') return;
    const held = name.endsWith(address === '10.1.1.10' ? '0a01010a' : '00000002');
    if (!held) return;
    cluster.before = () => undefined;
    const claimRef = {
      kind: 'ComputeNode' as const,
      namespace: 'default',
      name: 'faster',
      uid: 'uid-faster',
      device: '1',
    };
    await cluster.create(ipAddressKind, { metadata: { name }, spec: { address, subnet: subnetName, claimRef } });
  };
}

test('a node gets one address for each family, and the same ones when it asks again', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const allocate = () => ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

  const first = await allocate();

  expect(textsOf(first)).toEqual(['10.1.1.10', '2001:db8:1:1::2']);
  expect(await allocate()).toEqual(first);
  expect(await bound(place)).toHaveLength(2);
});

test('forty nodes at once, from one process, get forty different pairs', async () => {
  const place = await aDatacenter();
  const asset = assetOf(await aClaimedNode(place));
  const ipam = ipamOf(place);

  const given = await Promise.all((await nodes(place, 40)).map((ref) => ipam['ipam.allocate']({ ref, asset })));

  const texts = textsOf(given.flat());
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

  expect(new Set(textsOf(given.flat())).size).toBe(40);
  expect(new Set((await bound(place)).map((line) => line.split(' ')[0])).size).toBe(40);
});

test('an address that somebody was faster with is passed over', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  beatenTo(place, '10.1.1.10', 'r1-v4');

  const given = await ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

  expect(textsOf(given)).toEqual(['10.1.1.11', '2001:db8:1:1::2']);
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

  expect(textsOf(next)).toEqual(['10.1.1.11', '2001:db8:1:1::3']);
});

test('an address is taken also when its Subnet object is gone, and another one covers it', async () => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const ipam = ipamOf(place);
  await ipam['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });
  place.cluster.forget(subnet, { name: 'r1-v4' });
  await addSubnet(place, 'r1-again', '10.1.1.8/29');

  const next = await ipam['ipam.allocate']({ ref: await aNodeIn(place, 'web-2'), asset: assetOf(node) });

  expect(textsOf(next)).toEqual(['10.1.1.9', '2001:db8:1:1::3']);
  expect(textsOf(await ipam['ipam.allocate']({ ref: await aNodeIn(place, 'web-3'), asset: assetOf(node) }))).toContain(
    '10.1.1.11',
  );
});

describe('subnets', () => {
  test('one that is not accepted is passed over', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await addSubnet(place, 'r1-more', '10.1.2.0/24');
    await place.cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { gateway: '10.9.9.9' } });
    await seen();

    const given = await ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

    expect(textsOf(given)).toEqual(['10.1.2.1', '2001:db8:1:1::2']);
  });

  test('one that the L2 domain got since is used, and the claim says so: the install endpoint reads it there', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await fillUp(place);
    const ipam = ipamOf(place);
    await ipam['ipam.allocate']({ ref: await aNodeIn(place, 'first'), asset: assetOf(node) });
    const allocate = () => ipam['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });
    await expect(allocate()).rejects.toMatchObject({
      type: 'Exhausted',
      waitsFor: expect.arrayContaining([{ kind: 'L2Domain', name: 'r1-servers' }]) as unknown,
    });

    await addSubnet(place, 'r1-more', '10.1.2.0/24');

    expect(textsOf(await allocate())).toEqual(['10.1.2.1', '2001:db8:1:1::3']);
    const inputs = (await readClaim(place))?.spec.plan.inputs as unknown as typeof node.claim.plan.inputs;
    expect(inputs.asset.nics[0]?.subnets.map(({ name }) => name)).toEqual(['r1-v4', 'r1-v6', 'r1-more']);
  });

  test('a full one is told in numbers, also what rests and until when', async () => {
    const place = await aDatacenter();
    const asset = assetOf(await aClaimedNode(place));
    await place.cluster.mergePatch(subnet, { name: 'r1-v4' }, { spec: { reserved: ['10.1.1.3-10.1.1.254'] } });
    await seen();
    const ipam = ipamOf(place);
    const first = await aNodeIn(place, 'first');
    await ipam['ipam.allocate']({ ref: first, asset });
    await expect(ipam['ipam.allocate']({ ref: await aNodeIn(place, 'second'), asset })).rejects.toMatchObject({
      message:
        'No free IPv4 address for device 1: Subnet r1-v4 has 0 of 1 free: 1 bound. Free some, or add a subnet to L2Domain r1-servers.',
    });

    await ipam['ipam.release']({ ref: first });
    await seen();

    await expect(ipam['ipam.allocate']({ ref: await aNodeIn(place, 'third'), asset })).rejects.toMatchObject({
      message: expect.stringMatching(
        /Subnet r1-v4 has 0 of 1 free: 0 bound, 1 resting, the first until \d{4}-\d\d-\d\dT[\d:.]+Z\./,
      ) as string,
    });
  });
});

describe('all or nothing', () => {
  test('what was claimed is free at once when the other family is gone by then', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    await place.cluster.mergePatch(
      subnet,
      { name: 'r1-v6' },
      { spec: { reserved: ['2001:db8:1:1::3-2001:db8:1:1:ffff:ffff:ffff:ffff'] } },
    );
    await seen();
    beatenTo(place, '2001:db8:1:1::2', 'r1-v6');

    const allocated = ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });

    await expect(allocated).rejects.toMatchObject({ type: 'Exhausted' });
    expect((await place.cluster.list(ipAddressKind)).items.map(({ spec }) => spec.claimRef.name)).toEqual(['faster']);
  });

  test('what a call that broke off left behind is kept by the next one, or given back', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const allocate = () => ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });
    const breaksOffAtTheSecond = ({ verb, name }: { verb: string; name: string }) => {
      if (verb === 'create' && name.length > 20) throw new Error('the process died');
    };
    place.cluster.before = breaksOffAtTheSecond;
    await expect(allocate()).rejects.toThrow('the process died');
    expect(await bound(place)).toEqual(['10.1.1.10 web-1']);
    place.cluster.before = () => undefined;
    const v6 = { reserved: ['2001:db8:1:1::-2001:db8:1:1:ffff:ffff:ffff:ffff'] };

    await place.cluster.mergePatch(subnet, { name: 'r1-v6' }, { spec: v6 });
    await seen();
    await expect(allocate()).rejects.toMatchObject({ type: 'Exhausted' });

    expect((await place.cluster.list(ipAddressKind)).items).toEqual([]);
    await place.cluster.mergePatch(subnet, { name: 'r1-v6' }, { spec: { reserved: [] } });
    await seen();
    expect(textsOf(await allocate())).toEqual(['10.1.1.10', '2001:db8:1:1::2']);
  });

  test('an address that a machine may have used is not given back because a new family is exhausted', async () => {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const allocate = () => ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node) });
    await allocate();
    await place.cluster.mergePatch(assetClaim, { name: 'r1-a01' }, { spec: { booted: true } });
    await place.cluster.mergePatch(
      ipAddressKind,
      { name: 'core-20010db8000100010000000000000002' },
      { spec: { claimRef: { uid: 'x' } }, metadata: { labels: { 'infra.tess.io/claim-uid': 'x' } } },
    );
    await place.cluster.mergePatch(
      subnet,
      { name: 'r1-v6' },
      { spec: { reserved: ['2001:db8:1:1::3-2001:db8:1:1:ffff:ffff:ffff:ffff'] } },
    );
    await seen();

    await expect(allocate()).rejects.toMatchObject({ type: 'Exhausted' });

    expect(await bound(place)).toContain('10.1.1.10 web-1');
  });
});

describe('addresses that nodes ask for by name', () => {
  const allocator = async () => {
    const place = await aDatacenter();
    const asset = assetOf(await aClaimedNode(place, 'holder-of-the-asset'));
    const ipam = ipamOf(place);
    return { place, asset, ipam, allocate: (ref: Ref) => ipam['ipam.allocate']({ ref, asset }) };
  };

  test('the later of two waits and is told the holder, then until when it rests; and gets it after that', async () => {
    const { place, ipam, allocate } = await allocator();
    const first = await aNodeAsking(place, 'web-1', '10.1.1.77');
    const second = await aNodeAsking(place, 'web-2', '10.1.1.77');
    expect(textsOf(await allocate(first))).toEqual(['10.1.1.77', '2001:db8:1:1::2']);
    const waitsFor = [{ kind: 'IPAddress', name: 'core-0a01014d' }];

    const held = 'Address 10.1.1.77 is held by ComputeNode default/web-1';
    await expect(allocate(second)).rejects.toMatchObject({ type: 'Conflict', message: held, waitsFor });

    await ipam['ipam.release']({ ref: first });
    await seen();
    const rests = expect.stringMatching(
      /^Address 10.1.1.77 rests until .+Z: ComputeNode default\/web-1 had it$/,
    ) as string;
    await expect(allocate(second)).rejects.toMatchObject({ type: 'Conflict', message: rests, waitsFor });

    place.cluster.forget(ipAddressKind, { name: 'core-0a01014d' });
    await seen();
    expect(textsOf(await allocate(second))).toEqual(['10.1.1.77', '2001:db8:1:1::3']);
  });

  test('one that a rival got in the very moment is a Conflict, and nothing of the attempt stays', async () => {
    const { place, allocate } = await allocator();
    const node = await aNodeAsking(place, 'web-1', '2001:db8:1:1::2');
    beatenTo(place, '2001:db8:1:1::2', 'r1-v6');

    await expect(allocate(node)).rejects.toMatchObject({ type: 'Conflict', message: /default\/faster/ });

    expect(await bound(place)).toEqual(['2001:db8:1:1::2 faster']);
  });

  test.each([
    [
      '10.1.1.5',
      'Address 10.1.1.5 is reserved (10.1.1.1-10.1.1.9) of Subnet r1-v4, which is never handed out: ask for another in spec.addresses',
    ],
    [
      '10.1.1.255',
      'Address 10.1.1.255 is the broadcast address of Subnet r1-v4, which is never handed out: ask for another in spec.addresses',
    ],
    [
      '10.7.7.7',
      'Address 10.7.7.7 lies in no subnet of L2Domain r1-servers, which device 1 is attached to (r1-v4 10.1.1.0/24): correct spec.addresses',
    ],
  ])('%s can never be had, and that is said', async (address, message) => {
    const { place, allocate } = await allocator();
    const node = await aNodeAsking(place, 'web-1', address);
    await expect(allocate(node)).rejects.toMatchObject({ type: 'InvalidInput', message });
    expect(await bound(place)).toEqual([]);
  });

  test('a request for a device that the asset does not have is refused', async () => {
    const { place, allocate } = await allocator();
    const node = await aNodeIn(place, 'web-1');
    const spec = { addresses: [{ device: '7', address: '10.1.1.20' }] };
    await place.cluster.mergePatch(computeNode, node, { spec });
    await seen();
    await expect(allocate(node)).rejects.toMatchObject({
      message: 'Asset r1-a01 has no network device "7" for address 10.1.1.20 (it has 1): correct spec.addresses',
    });
  });

  test('a corrected spec counts, also before the watch shows it', async () => {
    const { place, asset } = await allocator();
    const node = await aNodeAsking(place, 'web-1', '10.7.7.7');
    const stale = place.fleet.node(node);
    await asks(place, node, '10.1.1.50');
    const behind = ipamOf({ ...place, fleet: { ...place.fleet, node: () => stale } });

    expect(textsOf(await behind['ipam.allocate']({ ref: node, asset }))).toEqual(['10.1.1.50', '2001:db8:1:1::2']);
  });
});

describe('where the CMDB chooses', () => {
  async function chooser() {
    const place = await aDatacenter();
    const node = await aClaimedNode(place);
    const cmdb = cmdbAddressActivities({ client: place.cluster, ...place });
    const { cmdb: target } = node.claim.plan.inputs.systems;
    const reserve = (ref: Ref) => cmdb['cmdb.reserveAddresses']({ ref, cmdb: target, asset: assetOf(node) });
    const allocate = async (ref: Ref) =>
      ipamOf(place)['ipam.allocate']({ ref, asset: assetOf(node), reserved: await reserve(ref) });
    return { place, node, reserve, allocate };
  }

  test('what it reserves is claimed; what is held or rests here it may not choose', async () => {
    const { place, node, allocate } = await chooser();
    const ipam = ipamOf(place);
    const resting = await aNodeIn(place, 'resting');
    await ipam['ipam.allocate']({ ref: resting, asset: assetOf(node) });
    await ipam['ipam.release']({ ref: resting });
    await seen();

    expect(textsOf(await allocate(node.ref))).toEqual(['10.1.1.11', '2001:db8:1:1::3']);
    expect(place.addressPool.addressesOf(node.ref.uid)).toEqual(['10.1.1.11', '2001:db8:1:1::3']);
  });

  test('what the node holds already it is not asked for again', async () => {
    const { place, node, reserve, allocate } = await chooser();
    await allocate(node.ref);
    const before = place.outsideWrites().length;

    expect(textsOf([...(await reserve(node.ref))])).toEqual(['10.1.1.10', '2001:db8:1:1::2']);
    expect(place.outsideWrites()).toHaveLength(before);
  });

  test('a choice that is claimed by then comes back as a lost race; the next one is another', async () => {
    const { place, node, reserve, allocate } = await chooser();
    const reserved = await reserve(node.ref);
    await ipamOf(place)['ipam.allocate']({ ref: await aNodeIn(place, 'faster'), asset: assetOf(node) });

    const late = ipamOf(place)['ipam.allocate']({ ref: node.ref, asset: assetOf(node), reserved });
    await expect(late).rejects.toMatchObject({
      type: 'RaceLost',
      waited: true,
      message: /held by ComputeNode default\/faster/,
    });

    expect(textsOf(await allocate(node.ref))).toEqual(['10.1.1.11', '2001:db8:1:1::3']);
    expect(place.addressPool.addressesOf(node.ref.uid)).toHaveLength(2);
  });

  test('an address that the node asks for, and another one holds here, is a Conflict that names the holder', async () => {
    const { place, node, reserve } = await chooser();
    await ipamOf(place)['ipam.allocate']({
      ref: await aNodeAsking(place, 'holder', '10.1.1.77'),
      asset: assetOf(node),
    });

    await expect(reserve(await aNodeAsking(place, 'web-2', '10.1.1.77'))).rejects.toMatchObject({
      type: 'Conflict',
      message: 'Address 10.1.1.77 is held by ComputeNode default/holder',
    });
  });
});
