import type { Mutant } from '../mutant.ts';

const DECISION = ['test/unit/workflows/deletion-fuse.test.ts'];
const PLAYED = ['test/workflow/deletion-fuse.test.ts'];

/** In the fuse on deletions. */
export const fuseDefects: readonly Mutant[] = [
  {
    name: 'one-more-than-the-limit',
    defect: 'One machine more than the limit is given up',
    file: 'workflows/deletion-fuse/admit.ts',
    from: 'assets.size < limit',
    to: 'assets.size <= limit',
    tests: DECISION,
  },
  {
    name: 'asked-again-not-renewed',
    defect: 'A machine that is let through a second time counts from the first',
    file: 'workflows/deletion-fuse/admit.ts',
    from: '{ ...entry, at: now } : entry',
    to: '{ ...entry } : entry',
    tests: DECISION,
  },
  {
    name: 'asset-counted-twice',
    defect: 'An asset that is given up again and again blows the fuse by itself',
    file: 'workflows/deletion-fuse/admit.ts',
    from: 'assets.size < limit',
    to: 'counted.length < limit',
    tests: DECISION,
  },
  {
    name: 'no-look-after-confirmation',
    defect: 'What was seen of a node before its deletion was held permits taking it down after it',
    file: 'workflows/compute-node/decommission.ts',
    from: "if ((await passFuse(chain, seen.claims)) === 'confirmed') seen = await observe(chain);",
    to: 'await passFuse(chain, seen.claims);',
    tests: PLAYED,
    only: 'what was confirmed is looked at again',
  },
  {
    name: 'held-goes-on',
    defect: 'A deletion that the fuse holds goes on all the same',
    file: 'workflows/compute-node/fuse.ts',
    from: "if (state.fuse?.verdict !== 'held') return 'at once';",
    to: "if (state.fuse) return 'at once';",
    tests: PLAYED,
    only: 'beyond the limit a deletion is held',
  },
  {
    name: 'fuse-forgets',
    defect: 'What was given up is forgotten when the fuse exchanges its history',
    file: 'workflows/deletion-fuse/workflow.ts',
    from: 'carried: emptied',
    to: 'carried: input.carried',
    tests: PLAYED,
    only: 'forgets nothing',
  },
  {
    name: 'claimed-anew-still-counts',
    defect: 'An asset that stands for another node by now still counts as given up',
    file: 'activities/fuse/activities.ts',
    from: 'const claimedAnew = verdict.counted.filter((given) => isClaimedAnew(fleet.view, given));',
    to: 'const claimedAnew: Emptying[] = [];',
    tests: PLAYED,
    only: 'claimed anew makes room',
  },
];
