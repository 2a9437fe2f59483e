import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defects } from '../../../hack/mutants/defects.ts';
import { type Mutant, plant, selectionsOf } from '../../../hack/mutants/mutant.ts';
import { judge, type JestReport } from '../../../hack/mutants/verdict.ts';

const root = join(__dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const aMutant: Mutant = { name: 'm', defect: 'd', file: 'f.ts', from: 'a < b', to: 'a <= b', tests: ['t.test.ts'] };

describe('the listed mutants', () => {
  test.each(defects.map((mutant) => [mutant.name, mutant] as const))('%s can be planted', (_name, mutant) => {
    expect(plant(read(mutant.file), mutant)).not.toBe(read(mutant.file));
    expect(mutant.tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    if (mutant.only !== undefined) {
      const titles = mutant.tests.map(read).join('\n');
      expect(titles).toMatch(new RegExp(mutant.only));
    }
  });

  test('have a name each', () => {
    const names = defects.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(15);
  });
});

describe('planting', () => {
  test('changes the one place', () => {
    expect(plant('if (a < b) $&', aMutant)).toBe('if (a <= b) $&');
  });

  test.each([
    ['has moved', 'if (a > b)', '0 times'],
    ['stands twice', 'a < b || a < b', '2 times'],
  ])('is refused when the text %s', (_what, text, words) => {
    expect(() => plant(text, aMutant)).toThrow(words);
  });
});

test('without a defect a suite is run in whole where a mutant needs that, else in part', () => {
  const mutants: Mutant[] = [
    aMutant,
    { ...aMutant, only: 'one' },
    { ...aMutant, tests: ['long.test.ts'], only: 'one' },
    { ...aMutant, tests: ['long.test.ts'], only: 'another' },
  ];

  expect(selectionsOf(mutants.slice(0, 2))).toEqual([{ tests: ['t.test.ts'] }]);
  expect(selectionsOf(mutants)).toEqual([
    { tests: ['t.test.ts'] },
    { tests: ['long.test.ts'], only: 'one|one|another' },
  ]);
});

describe('a mutant', () => {
  const report = (statuses: string[], message = ''): JestReport => ({
    numPassedTests: statuses.filter((status) => status === 'passed').length,
    numFailedTests: statuses.filter((status) => status === 'failed').length,
    testResults: [
      {
        name: 'a.test.ts',
        message,
        assertionResults: statuses.map((status, i) => ({ fullName: `test ${i}`, status })),
      },
    ],
  });

  test.each([
    ['is caught by a test that fails', report(['passed', 'failed']), { kind: 'caught', by: 'test 1' }],
    ['is missed when all pass', report(['passed']), { kind: 'missed' }],
    ['is unclear when none ran', report(['pending']), { kind: 'unclear', why: 'no test was run' }],
    [
      'is unclear when the code no longer loads',
      report([], 'SyntaxError: x\n at y'),
      { kind: 'unclear', why: 'a.test.ts could not run: SyntaxError: x' },
    ],
  ])('%s', (_what, jest, verdict) => {
    expect(judge(jest)).toEqual(verdict);
  });
});
