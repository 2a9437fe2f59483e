import { compareSuites, formatSuites, parseSuites } from '../../../hack/testing/suites.ts';

test('the same suites in another order agree', () => {
  expect(compareSuites(['a', 'b'], ['b', 'a'])).toEqual([]);
});

test('a listed suite that did not run is named', () => {
  expect(compareSuites(['a', 'b'], ['a'])).toEqual(['b stands in test/suites.txt but did not run.']);
});

test('a suite that ran unlisted is named', () => {
  expect(compareSuites(['a'], ['a', 'c'])).toEqual(['c ran but does not stand in test/suites.txt.']);
});

test('what is written is read back, sorted', () => {
  expect(parseSuites(formatSuites(['b', 'a']))).toEqual(['a', 'b']);
});
