import fc from 'fast-check';
import { signatureOf } from '../../../activities/scheduling/asset-group.ts';
import { createRoster, type Roster } from '../../../activities/scheduling/roster.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { aDisk, aNic, anAsset, ownLabels } from './a-fleet.ts';

const shown = (roster: Roster) =>
  [...roster.groups()]
    .map(({ asset, size, free }) => ({ rack: asset.rack?.name, size, free }))
    .sort((a, b) => ((a.rack ?? '') < (b.rack ?? '') ? -1 : 1));

const signature = (asset: ComputeAsset) => signatureOf(asset, ownLabels(asset));

test('assets that differ only in name and address are one group, and a claimed one is not free', () => {
  const roster = createRoster(ownLabels);
  roster.setClaimed('a2', true);
  for (const name of ['a3', 'a1', 'a2']) roster.put(anAsset(name));
  roster.put(anAsset('b1', { rack: { name: 'r2' } }));

  expect(shown(roster)).toEqual([
    { rack: 'r1', size: 3, free: ['a1', 'a3'] },
    { rack: 'r2', size: 1, free: ['b1'] },
  ]);
  expect(roster.groupOf('a2')).toBe(roster.groupOf('a1'));
});

test.each<[string, object]>([
  ['a label', { metadata: { name: 'a1', labels: { disk: 'fast' } } }],
  ['its memory', { memory: { sizeGiB: 64 } }],
  ['a taint', { taints: [{ key: 'maintenance', effect: 'NoSchedule' }] }],
  ['a disk', { devices: [aNic(1), aDisk('sda')] }],
  ['its controller', { bmc: {} }],
  ['its deletion', { metadata: { name: 'a1', deletionTimestamp: '2026-01-01T00:00:00Z' } }],
])('a plugin can tell by %s', (_what, change) => {
  expect(signature({ ...anAsset('a1'), ...change })).not.toBe(signature(anAsset('a2')));
});

test('whatever the order of changes, the groups are those of the assets and claims that are left', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const change = fc.record({
    what: fc.constantFrom('put', 'drop', 'claim', 'free'),
    name: fc.constantFrom(...names),
    rack: fc.constantFrom('r1', 'r2', 'r3'),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const roster = createRoster(ownLabels);
      const racks = new Map<string, string>();
      const claimed = new Set<string>();
      for (const { what, name, rack } of changes) {
        if (what === 'put') {
          roster.put(anAsset(name, { rack: { name: rack } }));
          racks.set(name, rack);
        } else if (what === 'drop') {
          roster.drop(name);
          racks.delete(name);
        } else {
          roster.setClaimed(name, what === 'claim');
          if (what === 'claim') claimed.add(name);
          else claimed.delete(name);
        }
      }
      const expected = ['r1', 'r2', 'r3'].flatMap((rack) => {
        const members = names.filter((name) => racks.get(name) === rack);
        const free = members.filter((name) => !claimed.has(name));
        return members.length > 0 ? [{ rack, size: members.length, free }] : [];
      });
      expect(shown(roster)).toEqual(expected);
      expect(roster.size).toBe(racks.size);
    }),
  );
});
