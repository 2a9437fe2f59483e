import { type RunResult, type SuiteResult, verdictOf } from '../../reporter/verdict.ts';

const all = { filteredByName: false };

test('every test of every suite passed', () => {
  const verdict = verdictOf(run([suite('a', ['passed', 'passed']), suite('b', ['passed'])]), all);
  expect(verdict).toEqual({ passed: 3, failed: 0, problems: [], suites: ['a', 'b'] });
});

test('a failed test is counted, and is no further problem', () => {
  expect(verdictOf(run([suite('a', ['passed', 'failed'])]), all)).toMatchObject({ passed: 1, failed: 1, problems: [] });
});

test.each(['pending', 'skipped', 'todo', 'disabled', 'focused'])(
  'a test that is %s fails the run by name',
  (status) => {
    const verdict = verdictOf(run([suite('a', ['passed', status])]), all);
    expect(verdict.failed).toBe(1);
    expect(verdict.problems).toEqual([`a: "test 1" did not run (${status}).`]);
  },
);

test('tests passed over by a name pattern are no problem', () => {
  const verdict = verdictOf(run([suite('a', ['passed', 'pending'])]), { filteredByName: true });
  expect(verdict).toMatchObject({ passed: 1, failed: 0, problems: [] });
});

test('a suite that was never started fails the run', () => {
  const verdict = verdictOf({ ...run([suite('a', ['passed'])]), selected: 2 }, all);
  expect(verdict.problems).toEqual(['1 of 2 suites were not started.']);
});

test('a suite that could not be loaded fails the run with its reason', () => {
  const broken: SuiteResult = { path: 'a', error: 'Cannot find module', tests: [] };
  expect(verdictOf(run([broken]), all).problems).toEqual(['a could not run: Cannot find module']);
});

test('a suite without tests fails the run', () => {
  expect(verdictOf(run([suite('a', [])]), all).problems).toEqual(['a has no tests.']);
});

test('an interrupted run fails', () => {
  expect(verdictOf({ ...run([suite('a', ['passed'])]), interrupted: true }, all).failed).toBe(1);
});

function suite(path: string, statuses: string[]): SuiteResult {
  return { path, error: undefined, tests: statuses.map((status, index) => ({ name: `test ${index}`, status })) };
}

function run(suites: SuiteResult[]): RunResult {
  return { interrupted: false, selected: suites.length, suites };
}
