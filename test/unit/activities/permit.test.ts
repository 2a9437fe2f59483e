import { type Permit, requireClaim, requirePermit } from '../../../activities/claims/permit.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import type { Datacenter } from '../../workflow/dsl/datacenter.ts';
import { aClaimedNode, aDatacenter, aNodeIn, type ClaimedNode, claimsOf, conflict } from './claimed-node.ts';

type Change = (place: Datacenter, node: ClaimedNode) => Promise<unknown>;

const asset = 'r1-a01';
const nothing: Change = async () => undefined;
const deleted: Change = ({ cluster }, { ref }) => cluster.delete(computeNode, ref);
const booted: Change = (place, { owner }) => claimsOf(place)['claim.markBooted']({ owner, asset });
const cleaning: Change = (place, { owner }) => claimsOf(place)['claim.startCleaning']({ owner, asset });
const renewed: Change = (place, { ref, owner }) =>
  claimsOf(place)['claim.renew']({ ref, asset, installId: owner.installId });
const released: Change = (place, { ref }) => claimsOf(place)['claim.release']({ ref, asset });
const quarantined: Change = (place, { ref }) =>
  claimsOf(place)['claim.hold']({ ref, asset, phase: 'Quarantined', reason: 'why' });
const forgotten: Change = async ({ cluster }, { ref }) => cluster.forget(computeNode, ref);
const replaced: Change = async (place, { ref }) => {
  place.cluster.forget(computeNode, ref);
  await aNodeIn(place, ref.name);
};

async function asked(permit: Permit, changes: readonly Change[]): Promise<unknown> {
  const place = await aDatacenter();
  const node = await aClaimedNode(place);
  for (const change of changes) await change(place, node);
  return requirePermit(place.cluster, node.owner, asset, permit);
}

describe('booting a machine to install it', () => {
  test('is permitted once, to the node that holds it and stays', async () => {
    await expect(asked('install', [nothing])).resolves.toMatchObject({ metadata: { name: 'r1-a01' } });
  });

  test.each<[string, Change[], string]>([
    ['was done under this permit already', [booted], 'is used up'],
    ['has a newer permit', [renewed], 'was renewed meanwhile'],
    ['would serve a node that is being deleted', [deleted], 'is being deleted: nothing is installed'],
    ['would serve a node that is not there', [forgotten], 'There is no ComputeNode default/web-1'],
    ['would serve a namesake of another uid', [replaced], 'There is no ComputeNode default/web-1'],
    ['would use an asset that was given back', [released], 'holds no claim'],
  ])('is refused when it %s', async (_what, changes, words) => {
    await expect(asked('install', changes)).rejects.toMatchObject(conflict(words));
  });
});

describe('booting a machine to wipe it', () => {
  test.each<[string, Change[]]>([
    ['never installed', [deleted, cleaning]],
    ['installed', [booted, deleted, cleaning]],
  ])('is permitted when its node is being deleted and it is marked for cleaning: %s', async (_what, changes) => {
    await expect(asked('wipe', changes)).resolves.toMatchObject({ metadata: { name: 'r1-a01' } });
  });

  test.each<[string, Change[], string]>([
    ['a node that stays', [cleaning], 'is not being deleted'],
    ['an asset that nobody marked', [deleted], 'not marked for cleaning'],
    ['an asset held for another reason', [deleted, quarantined], 'not marked for cleaning'],
    ['a node that is not there', [deleted, cleaning, forgotten], 'There is no ComputeNode'],
    ['a namesake of another uid', [deleted, cleaning, replaced], 'There is no ComputeNode'],
    ['an older permit', [deleted, renewed], 'was renewed meanwhile'],
  ])('is refused for %s', async (_what, changes, words) => {
    await expect(asked('wipe', changes)).rejects.toMatchObject(conflict(words));
  });
});

test('a machine that another node holds is not touched, and both are named', async () => {
  const place = await aDatacenter();
  const holder = await aClaimedNode(place, 'web-1');
  const other = { ...(await aNodeIn(place, 'web-2')), installId: holder.owner.installId };

  const message = `claimed by ComputeNode default/web-1 (uid ${holder.ref.uid}), not by default/web-2 (uid ${other.uid})`;
  await expect(requireClaim(place.cluster, other, asset)).rejects.toMatchObject(conflict(message));
});

test('a claim is read at the moment, not from a cache', async () => {
  const place = await aDatacenter();
  const { owner } = await aClaimedNode(place);
  place.cluster.forget(assetClaim, { name: asset });

  await expect(requireClaim(place.cluster, owner, asset)).rejects.toMatchObject(conflict('holds no claim'));
});
