import { cmdbAddressActivities } from '../../../activities/cmdb/addresses.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../../api/kinds/network.ts';
import { ipamOf, assetOf, textsOf, seen, bound, aNodeAsking, asks, beatenTo } from './address-lab.ts';
import { aClaimedNode, aDatacenter, aNodeIn, type Ref } from './claimed-node.ts';

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
