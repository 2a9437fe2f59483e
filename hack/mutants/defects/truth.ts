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
];
