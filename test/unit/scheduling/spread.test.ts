import { aClaim, aFleet, aNode, anAsset, aWish, bestOf } from './a-fleet.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';

const RACKS = { topologyKey: 'topology.tess.io/rack' };
const DB = { matchLabels: { role: 'db' } };
const WEB = { matchExpressions: [{ key: 'role', operator: 'In', values: ['web', 'api'] }] };
const inRack = (rack: string, name: string, fields: object = {}) => anAsset(name, { rack: { name: rack }, ...fields });
const held = { hold: { phase: 'Suspect', reason: 'why', since: '2026-01-01T00:00:00Z' } };

function chosen(spread: object[], assets: ComputeAsset[], claims: AssetClaim[]): string {
  const web = (uid: string) => aNode({}, { uid, labels: { role: 'web' } });
  return bestOf(aWish({ topologySpread: spread }), aFleet({ assets, claims, nodes: [web('uid-web-9')] }));
}

const two = [inRack('r1', 'a1'), inRack('r1', 'a2'), inRack('r2', 'b1'), inRack('r2', 'b2')];

test.each<[string, object[], AssetClaim[], string]>([
  ['without a wish the first by name', [], [aClaim('a1')], 'a2'],
  ['the emptier rack', [RACKS], [aClaim('a1')], 'b1'],
  ['a skew of two allows a second in the first rack', [{ ...RACKS, maxSkew: 2 }], [aClaim('a1')], 'a2'],
  [
    'nodes of another namespace do not count',
    [RACKS],
    [aClaim('a1', { nodeRef: { namespace: 'team-a', name: 'n', uid: 'u' } })],
    'a2',
  ],
  ['nodes that it does not select do not count', [{ ...RACKS, labelSelector: DB }], [aClaim('a1')], 'a2'],
  ['nodes that it selects count', [{ ...RACKS, labelSelector: WEB }], [aClaim('a1')], 'b1'],
  ['a machine held as Suspect carries no node', [RACKS], [aClaim('a1', held)], 'a2'],
  [
    'a rack without a free machine stops a required spread',
    [RACKS],
    [aClaim('a1'), aClaim('b1', held), aClaim('b2', held)],
    '0/4 assets: 2 suspect, 1 claimed, 1 would break the topology spread',
  ],
  [
    'and only guides a preferred one',
    [{ ...RACKS, whenUnsatisfiable: 'ScheduleAnyway' }],
    [aClaim('a1'), aClaim('b1', held), aClaim('b2', held)],
    'a2',
  ],
  [
    'an asset without the label breaks a required spread',
    [{ topologyKey: 'row' }],
    [],
    '0/4 assets: 4 would break the topology spread',
  ],
])('%s', (_what, spread, claims, expected) => {
  expect(chosen(spread, two, claims)).toBe(expected);
});

test('a node counts where it stands, also when its machine was tainted since', () => {
  const tainted = inRack('r1', 'a1', { taints: [{ key: 'maintenance', effect: 'NoSchedule' }] });

  expect(chosen([RACKS], [tainted, inRack('r1', 'a2'), inRack('r2', 'b1')], [aClaim('a1')])).toBe('b1');
});
