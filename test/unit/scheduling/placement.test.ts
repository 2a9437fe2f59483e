import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { aClaim, aFleet, aNode, anAsset, aWish, bestOf } from './a-fleet.ts';

const RACK = 'topology.tess.io/rack';
const inRack = (rack: string, name: string, fields: object = {}) => anAsset(name, { rack: { name: rack }, ...fields });
const assets = [inRack('r1', 'a1'), inRack('r1', 'a2'), inRack('r2', 'b1'), inRack('r2', 'b2')];

const selecting = (role: string, more: object = {}) => ({
  labelSelector: { matchLabels: { role } },
  topologyKey: RACK,
  ...more,
});
const required = (...terms: object[]) => ({ requiredDuringSchedulingIgnoredDuringExecution: terms });
const preferred = (weight: number, term: object) => ({
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight, nodeAffinityTerm: term }],
});

/** A node that stands on an asset. */
function on(asset: string, labels: Record<string, string>, spec: object = {}, namespace = 'default') {
  const node = aNode(spec, { name: `on-${asset}`, uid: `uid-${asset}`, namespace, labels });
  return { node, claim: aClaim(asset, { nodeRef: { namespace, name: `on-${asset}`, uid: `uid-${asset}` } }) };
}

function best(affinity: object, standing: { node: ComputeNode; claim: AssetClaim }[], labels = {}): string {
  const wish = { ...aWish({ affinity }), node: aNode({ affinity }, { labels }) };
  const fleet = aFleet({ assets, claims: standing.map(({ claim }) => claim), nodes: standing.map(({ node }) => node) });
  return bestOf(wish, fleet);
}

describe('affinity that is required', () => {
  test.each<[string, object, Parameters<typeof best>[1], string]>([
    ['near another', { nodeAffinity: required(selecting('db')) }, [on('b1', { role: 'db' })], 'b2'],
    [
      'near nobody that is there',
      { nodeAffinity: required(selecting('db')) },
      [on('b1', { role: 'web' })],
      '0/4 assets: 3 not near the nodes of its affinity, 1 claimed',
    ],
    [
      'near one of another namespace, which is not meant',
      { nodeAffinity: required(selecting('db')) },
      [on('b1', { role: 'db' }, {}, 'team-a')],
      '0/4 assets: 3 not near the nodes of its affinity, 1 claimed',
    ],
    [
      'near one of another namespace, which is named',
      { nodeAffinity: required(selecting('db', { namespaces: ['team-a'] })) },
      [on('b1', { role: 'db' }, {}, 'team-a')],
      'b2',
    ],
    ['away from another', { nodeAntiAffinity: required(selecting('db')) }, [on('a1', { role: 'db' })], 'b1'],
    [
      'away from two',
      { nodeAntiAffinity: required(selecting('db')) },
      [on('a1', { role: 'db' }), on('b1', { role: 'db' })],
      '0/4 assets: 2 claimed, 2 too near by anti-affinity over topology.tess.io/rack',
    ],
  ])('%s', (_what, affinity, standing, expected) => expect(best(affinity, standing)).toBe(expected));

  test('the first of a group that wants to be together may begin anywhere', () => {
    expect(best({ nodeAffinity: required(selecting('web')) }, [], { role: 'web' })).toBe('a1');
  });

  test('a standing node keeps away whom it does not want near, though that one has no wish', () => {
    const keepsAway = on('a1', { role: 'db' }, { affinity: { nodeAntiAffinity: required(selecting('web')) } });

    expect(best({}, [keepsAway], { role: 'web' })).toBe('b1');
    expect(best({}, [keepsAway], { role: 'db' })).toBe('a2');
  });
});

describe('affinity that is preferred', () => {
  test.each<[string, object, Parameters<typeof best>[1], string]>([
    ['near', { nodeAffinity: preferred(10, selecting('db')) }, [on('b1', { role: 'db' })], 'b2'],
    ['away', { nodeAntiAffinity: preferred(10, selecting('db')) }, [on('a1', { role: 'db' })], 'b1'],
    ['near nobody that is there', { nodeAffinity: preferred(10, selecting('db')) }, [], 'a1'],
  ])('%s', (_what, affinity, standing, expected) => expect(best(affinity, standing)).toBe(expected));
});

describe('the rest of what makes one asset better than another', () => {
  const half = { claims: [aClaim('a1')], assets };
  test.each<[string, string, ReturnType<typeof aWish>, Parameters<typeof aFleet>[0]]>([
    ['Spread takes the emptiest rack', 'b1', aWish({}, {}, { strategy: 'Spread' }), half],
    ['Pack takes the fullest', 'a2', aWish({}, {}, { strategy: 'Pack' }), half],
    ['the last free one of a rack is kept spare', 'b1', aWish({}, {}, { strategy: 'Pack', sparePerRack: 1 }), half],
    [
      'all that are left are kept spare',
      '0/4 assets: 4 kept spare in its rack',
      aWish({}, {}, { sparePerRack: 2 }),
      { assets },
    ],
    ['who names its asset may take a spare one', 'a2', aWish({ assetName: 'a2' }, {}, { sparePerRack: 2 }), { assets }],
    [
      'a taint that only prefers is heeded when there is another',
      'a2',
      aWish(),
      { assets: [inRack('r1', 'a1', { taints: [{ key: 'old', effect: 'PreferNoSchedule' }] }), inRack('r1', 'a2')] },
    ],
    [
      'and tolerated by who tolerates it',
      'a1',
      aWish({ tolerations: [{ key: 'old', operator: 'Exists' }] }),
      { assets: [inRack('r1', 'a1', { taints: [{ key: 'old', effect: 'PreferNoSchedule' }] }), inRack('r1', 'a2')] },
    ],
  ])('%s', (_what, expected, wish, fleet) => expect(bestOf(wish, aFleet(fleet))).toBe(expected));
});
