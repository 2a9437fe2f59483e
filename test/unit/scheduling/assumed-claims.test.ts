import { createAssumedClaims } from '../../../activities/scheduling/assumed-claims.ts';
import { ClusterError } from '../../../api/cluster/index.ts';
import type { FleetView } from '../../../activities/scheduling/fleet-view.ts';
import { aClaim, aFleet, aNode, anAsset, aWish, bestOf } from './a-fleet.ts';

const node = aNode({}, { labels: { role: 'db' } });
const away = { labelSelector: { matchLabels: { role: 'db' } }, topologyKey: 'topology.tess.io/rack' };
const alone = { affinity: { nodeAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [away] } } };
const freeOf = (fleet: Iterable<{ free: readonly string[] }>) => [...fleet].flatMap(({ free }) => free);
/** How many nodes stand in rack r1. */
function standingIn(view: FleetView): number | undefined {
  return view
    .domainCounts({ namespaces: ['default'], labelSelector: {}, topologyKey: 'topology.tess.io/rack' })
    .get('r1');
}

test('an asset whose claim is on its way is claimed, until the claim has ended, well or not', async () => {
  const assumed = createAssumedClaims(aFleet({ assets: [anAsset('a1'), anAsset('a2')], claims: [aClaim('a1')] }));

  await assumed.during('a2', node, async () => {
    expect(assumed.view.claimOf('a2')?.spec.nodeRef.name).toBe('web-1');
    expect([...assumed.view.claims()].map(({ metadata }) => metadata.name)).toEqual(['a1', 'a2']);
    expect(freeOf(assumed.view.groups())).toEqual([]);
    expect(standingIn(assumed.view)).toBe(2);
    expect(assumed.any()).toBe(true);
  });
  await expect(assumed.during('a2', node, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');

  expect(assumed.view.claimOf('a2')).toBeUndefined();
  expect(freeOf(assumed.view.groups())).toEqual(['a2']);
  expect(assumed.any()).toBe(false);
});

test('an asset whose claim was not answered stays its node’s until the watch has told', async () => {
  let tell: () => void = () => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const assumed = createAssumedClaims(aFleet({ assets: [anAsset('a1'), anAsset('a2')] }), () => told);
  const lost = new ClusterError({ status: 0, reason: 'ConnectionLost', message: 'no answer' });

  await expect(assumed.during('a1', node, () => Promise.reject(lost))).rejects.toThrow('no answer');

  expect(assumed.assetOf('uid-web-1')).toBe('a1');
  expect(freeOf(assumed.view.groups())).toEqual(['a2']);
  tell();
  await told;
  expect(assumed.assetOf('uid-web-1')).toBeUndefined();
  expect(freeOf(assumed.view.groups())).toEqual(['a1', 'a2']);
});

test('a claim that stands already is not hidden by an assumed one, nor counted twice', async () => {
  const standing = aClaim('a1');
  const assumed = createAssumedClaims(aFleet({ assets: [anAsset('a1')], claims: [standing] }));

  await assumed.during('a1', node, async () => {
    expect(assumed.view.claimOf('a1')).toBe(standing);
    expect([...assumed.view.claims()]).toEqual([standing]);
    expect(standingIn(assumed.view)).toBe(1);
  });
});

test('two nodes that want to be apart are, though the claim of the first is only on its way', async () => {
  const fleet = aFleet({ assets: [anAsset('a1'), anAsset('a2'), anAsset('b1', { rack: { name: 'r2' } })] });
  const assumed = createAssumedClaims(fleet);

  await assumed.during('a1', node, async () => {
    expect(bestOf(aWish(alone), assumed.view)).toBe('b1');
  });
  expect(bestOf(aWish(alone), assumed.view)).toBe('a1');
});
