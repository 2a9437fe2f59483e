import { isPinned, trapRows } from '../../../hack/testing/trap-rows.ts';

const test = (trap: string, title: string, status = 'passed') => ({
  ancestorTitles: ['some suite', `[${trap}]`],
  title,
  status,
});
const lost = 'without the trap that test fails';

it('counts a trap as pinned when its test passes with it, and fails without', () => {
  const assertionResults = [
    test('a.pinned', 'copes'),
    test('a.pinned', lost),
    test('a.broken', 'copes', 'failed'),
    test('a.broken', lost),
    test('a.indifferent', 'copes'),
    test('a.indifferent', lost, 'failed'),
  ];

  const rows = trapRows(['a.pinned', 'a.broken', 'a.indifferent', 'a.unmet'], { testResults: [{ assertionResults }] });

  expect(rows.map(({ trap, on, off }) => [trap, on, off])).toEqual([
    ['a.pinned', 'passes', 'fails'],
    ['a.broken', 'FAILS', 'fails'],
    ['a.indifferent', 'passes', 'PASSES'],
    ['a.unmet', 'no test', 'no test'],
  ]);
  expect(rows.filter(isPinned).map(({ test: title }) => title)).toEqual(['copes']);
});
