import type { Mutant } from '../mutant.ts';

/** In what judges the outside systems after a test: a checker that sees less proves less. */
export const truthDefects: readonly Mutant[] = [
  {
    name: 'shared-made-twice',
    defect: 'What hosts share may be made twice, and the checker is content',
    file: 'hack/truth/once.ts',
    from: 'times(what) > 1)',
    to: 'times(what) > 2)',
    tests: ['test/unit/truth/once.test.ts'],
  },
  {
    name: 'two-owners-unseen',
    defect: 'An asset or an address may have two owners, and the checker is content',
    file: 'hack/truth/invariants.ts',
    from: 'new Set(group.map(({ uid }) => uid)).size > 1)',
    to: 'new Set(group.map(({ uid }) => uid)).size > 2)',
    tests: ['test/unit/truth/invariants.test.ts'],
  },
  {
    name: 'leftovers-unseen',
    defect: 'What is left of a node that is gone passes for what may outlive it',
    file: 'hack/truth/invariants.ts',
    from: 'else if (!mayOutlive && !alive.has(uid))',
    to: 'else if (mayOutlive && !alive.has(uid))',
    tests: ['test/unit/truth/invariants.test.ts'],
  },
];
