import { startFleet } from '../../../activities/fleet/fleet.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { ipAddressKind, subnet } from '../../../api/kinds/network.ts';
import { ipamOf, assetOf, textsOf, seen, bound, nodes, addSubnet, fillUp, beatenTo } from './address-lab.ts';
import { aClaimedNode, aDatacenter, aNodeIn, readClaim } from './claimed-node.ts';

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
