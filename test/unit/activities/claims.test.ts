import { Failure } from '../../../activities/failure.ts';
import { ClusterError } from '../../../api/cluster/index.ts';
import {
  aClaimedNode,
  aDatacenter,
  aNodeIn,
  type ClaimedNode,
  claimsOf,
  conflict,
  FREE_SLOTS,
  PIPELINES,
  readClaim,
  schedulingOf,
} from './claimed-node.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';

const asset = 'r1-a01';

test('a permit is renewed once, however often it is asked for', async () => {
  const place = await aDatacenter();
  const { ref, owner } = await aClaimedNode(place);
  const claims = claimsOf(place);
  await claims['claim.markBooted']({ owner, asset });

  const first = await claims['claim.renew']({ ref, asset, installId: owner.installId });
  const again = await claims['claim.renew']({ ref, asset, installId: owner.installId });

  expect(first).toMatchObject({ booted: false, attempt: 2 });
  expect(first.installId).not.toBe(owner.installId);
  expect(again).toEqual(first);
});

test('of two renewals at once one wins, and the other finds what it made', async () => {
  const place = await aDatacenter();
  const { ref, owner } = await aClaimedNode(place);
  const renew = () => claimsOf(place)['claim.renew']({ ref, asset, installId: owner.installId });

  const results = await Promise.allSettled([renew(), renew()]);
  const lost = results.filter((result) => result.status === 'rejected');
  expect(lost.map(({ reason }) => (reason as { type: string }).type)).toEqual(['RaceLost']);

  expect((await renew()).attempt).toBe(2);
});

test('a used-up permit is marked once, and a renewed one can’t be marked by the old', async () => {
  const place = await aDatacenter();
  const { ref, owner } = await aClaimedNode(place);
  const claims = claimsOf(place);
  await claims['claim.markBooted']({ owner, asset });
  const { metadata } = (await readClaim(place)) ?? {};
  await claims['claim.markBooted']({ owner, asset });
  expect((await readClaim(place))?.metadata.resourceVersion).toBe(metadata?.resourceVersion);

  await claims['claim.renew']({ ref, asset, installId: owner.installId });
  await expect(claims['claim.markBooted']({ owner, asset })).rejects.toMatchObject(conflict('was renewed meanwhile'));
});

test('an asset is given back once; what is another node’s by then stays so', async () => {
  const place = await aDatacenter();
  const first = await aClaimedNode(place, 'web-1');
  const claims = claimsOf(place);

  await claims['claim.release']({ ref: first.ref, asset });
  expect(await readClaim(place)).toBeUndefined();
  await new Promise(setImmediate);
  const second = await aClaimedNode(place, 'web-2');
  await claims['claim.release']({ ref: first.ref, asset });

  expect((await readClaim(place))?.spec.nodeRef.uid).toBe(second.ref.uid);
});

test('a release that died half-way is brought to its end', async () => {
  const place = await aDatacenter();
  const { ref } = await aClaimedNode(place);
  await place.cluster.delete(assetClaim, { name: asset });
  expect(await readClaim(place)).toBeDefined();

  await claimsOf(place)['claim.release']({ ref, asset });

  expect(await readClaim(place)).toBeUndefined();
});

test('what a node holds is what still stands for a machine: not what is Suspect or Quarantined', async () => {
  const place = await aDatacenter(2);
  const { ref, owner } = await aClaimedNode(place);
  const claims = claimsOf(place);
  const held = async () => (await claims['claim.find']({ ref })).claims.map((claim) => claim.asset);

  expect(await held()).toEqual([asset]);
  await claims['claim.startCleaning']({ owner, asset });
  expect(await held()).toEqual([asset]);
  await claims['claim.hold']({ ref, asset, phase: 'Suspect', reason: 'two installs failed' });
  expect(await held()).toEqual([]);
});

test('a node that asks for an asset again gets the one that it holds', async () => {
  const place = await aDatacenter(2);
  const { ref, claim } = await aClaimedNode(place);

  const again = await schedulingOf(place)['scheduler.claim']({ ref, pipelines: {} });

  expect(again.claim).toEqual(claim);
});

test('an asset that somebody was faster with is passed over for the next one', async () => {
  const place = await aDatacenter(2);
  place.cluster.before = async ({ verb, kind, name }) => {
    if (verb !== 'create' || kind !== 'AssetClaim') return;
    place.cluster.before = () => undefined;
    const plan = { provider: 'native', steps: [{ name: 'install', version: 1 }], inputs: {} };
    const nodeRef = { namespace: 'default', name: 'faster', uid: 'uid-faster' };
    await place.cluster.create(assetClaim, { metadata: { name }, spec: { nodeRef, installId: 'i', plan } });
  };

  const { claim } = await aClaimedNode(place);

  expect(claim.asset).toBe('r1-a02');
});

test('what a node was woken for is kept for it until it chooses: others look again when nothing comes in between', async () => {
  const place = await aDatacenter();
  const ref = await aNodeIn(place);
  const steps: string[] = [];
  const { get } = place.cluster;
  place.cluster.get = async (kind, which) => {
    const found = await get.call(place.cluster, kind, which);
    steps.push('read');
    return found as never;
  };
  const waiting = { enter: () => undefined, leave: () => void steps.push('leave') };
  const { 'scheduler.claim': claim } = schedulingOf(place, { waiting, onChoice: () => void steps.push('choice') });

  await claim({ ref, pipelines: PIPELINES });

  expect(steps.slice(0, 3)).toEqual(['read', 'leave', 'choice']);
});

test('a process that schedules no more claims nothing, though it had chosen already', async () => {
  const place = await aDatacenter();
  const ref = await aNodeIn(place);
  const requireSeat = () => {
    throw new Failure('RaceLost', 'This process schedules no more');
  };
  const { 'scheduler.claim': claim } = schedulingOf(place, { requireSeat });

  await expect(claim({ ref, pipelines: PIPELINES })).rejects.toMatchObject({ type: 'RaceLost' });

  expect(await readClaim(place)).toBeUndefined();
});

test('a node whose claim was not answered is given no other asset until it is known', async () => {
  const place = await aDatacenter(2);
  const ref = await aNodeIn(place);
  const claim = schedulingOf(place)['scheduler.claim'];
  place.cluster.before = ({ verb }) => {
    if (verb === 'create') throw new ClusterError({ status: 0, reason: 'TimedOut', message: 'nothing within 10 s' });
  };
  await expect(claim({ ref, pipelines: PIPELINES })).rejects.toThrow('nothing within 10 s');
  place.cluster.before = () => undefined;

  await expect(claim({ ref, pipelines: PIPELINES })).rejects.toMatchObject({
    type: 'RaceLost',
    message: expect.stringContaining('has asset r1-a01 is not known yet') as string,
  });
  expect((await place.cluster.list(assetClaim)).items).toEqual([]);
});

test.each<[name: string, end: (claims: ReturnType<typeof claimsOf>, node: ClaimedNode) => Promise<unknown>]>([
  ['claim.renew', (claims, { ref, owner }) => claims['claim.renew']({ ref, asset, installId: owner.installId })],
  ['claim.startCleaning', (claims, { owner }) => claims['claim.startCleaning']({ owner, asset })],
  ['claim.hold', (claims, { ref }) => claims['claim.hold']({ ref, asset, phase: 'Suspect', reason: 'three failed' })],
  ['claim.release', (claims, { ref }) => claims['claim.release']({ ref, asset })],
])('%s gives the install slot back before the claim is another', async (_name, end) => {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  const before = await readClaim(place);
  const given: unknown[] = [];
  const slots = {
    ...FREE_SLOTS,
    giveBack: async (provider: string, installId: string) => {
      given.push([provider, installId, await readClaim(place)]);
    },
  };

  await end(claimsOf(place, slots), node);
  expect(given).toEqual([['native', node.owner.installId, before]]);
});
