import fc from 'fast-check';
import { RACK_LABEL } from '../../../api/groups.ts';
import { type BucketSettings, makeBuckets, REST } from '../../../api/rollout/buckets.ts';
import { settings } from './a-fleet.ts';

const label = fc.constantFrom('1', '2', '10', 'db', 'rest', 'canary');
const nodes = fc
  .uniqueArray(fc.stringMatching(/^[a-c][0-9]{1,2}$/), { maxLength: 60 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc
          .record({ [RACK_LABEL]: label, wave: label }, { requiredKeys: [] })
          .map((labels) => ({ name, labels: labels as Record<string, string> })),
      ),
    ),
  );
const selector = fc.oneof(
  fc.constant({}),
  label.map((value) => ({ matchLabels: { wave: value } })),
  fc.constant({ matchExpressions: [{ key: RACK_LABEL, operator: 'DoesNotExist' as const }] }),
);
const given: fc.Arbitrary<BucketSettings> = fc
  .record({
    type: fc.constantFrom('RackByRack', 'Canary', 'Percentage', 'Exponential', 'ByLabel', 'Custom'),
    canary: fc.array(fc.record({ count: fc.integer({ min: 1, max: 5 }), selector }), { maxLength: 3 }),
    order: fc.array(label, { maxLength: 3 }),
    label: fc.constantFrom('wave', RACK_LABEL, 'unknown'),
    steps: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
    initial: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom('1%', '30%')),
    factor: fc.integer({ min: 2, max: 10 }),
    custom: fc.array(fc.record({ name: label, selector }), { maxLength: 4 }),
  })
  .map((some) => settings(some as Partial<BucketSettings>));

function bucketsOf(fleet: Parameters<typeof makeBuckets>[0], how: BucketSettings) {
  const partition = makeBuckets(fleet, how);
  if ('refused' in partition) throw new Error(partition.refused);
  return partition.buckets;
}

test('every node is in exactly one bucket, no bucket is empty, and no two have one name', () => {
  fc.assert(
    fc.property(nodes, given, (fleet, how) => {
      const buckets = bucketsOf(fleet, how);

      expect(buckets.flatMap(({ members }) => members).sort()).toEqual(fleet.map(({ name }) => name).sort());
      expect(buckets.filter(({ members, nodes: count }) => members.length === 0 || members.length !== count)).toEqual(
        [],
      );
      expect(new Set(buckets.map(({ name }) => name)).size).toBe(buckets.length);
    }),
    { numRuns: 500 },
  );
});

test('the order in which nodes come changes nothing', () => {
  fc.assert(
    fc.property(nodes, given, fc.integer(), (fleet, how, seed) => {
      const shuffled = [...fleet].sort(
        (a, b) =>
          Math.sin(seed + a.name.length * 7 + a.name.charCodeAt(1)) -
          Math.sin(seed + b.name.length * 7 + b.name.charCodeAt(1)),
      );
      expect(bucketsOf(shuffled, how)).toEqual(bucketsOf(fleet, how));
    }),
    { numRuns: 200 },
  );
});

test('canaries come first and alone, the rest last, and no rack is split', () => {
  fc.assert(
    fc.property(nodes, given, (fleet, how) => {
      const buckets = bucketsOf(fleet, how);
      const firstOther = buckets.findIndex(({ alone }) => !alone);
      const others = firstOther < 0 ? [] : buckets.slice(firstOther);

      expect(others.filter(({ alone }) => alone)).toEqual([]);
      if (how.type !== 'RackByRack') return;
      const rackOf = new Map(fleet.map(({ name, labels }) => [name, labels[RACK_LABEL]]));
      const racks = others.map(({ members }) => new Set(members.map((name) => rackOf.get(name))));
      expect(racks.filter((set) => set.size !== 1)).toEqual([]);
      const withoutRack = others.findIndex(({ members }) => members.some((name) => rackOf.get(name) === undefined));
      if (withoutRack >= 0) expect(others[withoutRack]).toBe(others.at(-1));
      expect(withoutRack < 0 || others[withoutRack]?.name.startsWith(REST)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
