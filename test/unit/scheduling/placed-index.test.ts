import fc from 'fast-check';
import type { PlacedNode } from '../../../activities/scheduling/fleet-view.ts';
import {
  createPlacedIndex,
  type DomainQuestion,
  keepingAway,
  withNodes,
} from '../../../activities/scheduling/placed-index.ts';

const RACK = 'topology.tess.io/rack';

const node: fc.Arbitrary<PlacedNode> = fc.record({
  namespace: fc.constantFrom('default', 'team-a'),
  labels: fc.record({ app: fc.constantFrom('web', 'db') }),
  antiAffinity: fc.constantFrom([], [{ labelSelector: {}, topologyKey: RACK }]),
  topology: fc.oneof(fc.record({ [RACK]: fc.constantFrom('r1', 'r2', 'r3') }), fc.constant({})),
});
const question: fc.Arbitrary<DomainQuestion> = fc.record({
  namespaces: fc.subarray(['default', 'team-a'], { minLength: 1 }),
  labelSelector: fc.constantFrom({}, { matchLabels: { app: 'web' } }, { matchLabels: { app: 'db' } }),
  topologyKey: fc.constantFrom(RACK, 'topology.tess.io/zone'),
});
type Step = { asset: string; node?: PlacedNode };
const step: fc.Arbitrary<Step> = fc.record(
  { asset: fc.constantFrom('a1', 'a2', 'a3', 'a4'), node },
  { requiredKeys: ['asset'] },
);

test('what was asked once and kept up is what counting anew gives, whenever it is asked', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, question), { maxLength: 40 }), (history) => {
      const index = createPlacedIndex();
      const standing = new Map<string, PlacedNode>();
      const asked: DomainQuestion[] = [];
      for (const [{ asset, node: placed }, wanted] of history) {
        if (placed) {
          index.put(asset, placed);
          standing.set(asset, placed);
        } else {
          index.drop(asset);
          standing.delete(asset);
        }
        asked.push(wanted);
        for (const each of asked)
          expect(new Map(index.counts(each))).toEqual(withNodes(new Map(), each, [...standing.values()]));
        expect(new Set(index.keepingAway())).toEqual(new Set(keepingAway(standing.values())));
      }
    }),
  );
});
