import type { Mutant } from '../mutant.ts';

/** In the choice of an asset. */
export const schedulingDefects: readonly Mutant[] = [
  {
    name: 'standing-nodes-are-not-asked',
    defect: 'A node is put next to one that wants it away',
    file: 'activities/scheduling/placement/anti-affinity.ts',
    from: 'for (const other of view.placedWithAntiAffinity()) {',
    to: 'for (const other of [...view.placedWithAntiAffinity()].slice(0, 0)) {',
    tests: ['test/unit/scheduling/placement.test.ts'],
  },
  {
    name: 'tainted-among-the-sound',
    defect: 'A tainted asset is judged by a sound one like it',
    file: 'activities/scheduling/asset-group.ts',
    from: '    asset.taints,\n',
    to: '',
    tests: ['test/unit/scheduling/choose-asset.property.test.ts'],
  },
  {
    name: 'ties-by-chance',
    defect: 'Among equals the order of the inventory decides, so that the same question has several answers',
    file: 'activities/scheduling/rank.ts',
    from: 'if (best === undefined || name < best) next = cursor;',
    to: 'if (best === undefined) next = cursor;',
    tests: ['test/unit/scheduling/choose-asset.property.test.ts'],
  },
];
