import { mean, median, percentile } from '../../../bench/measure/percentile.ts';

test.each([
  { values: [7], share: 0.95, expected: 7 },
  { values: [3, 1, 2], share: 0.5, expected: 2 },
  { values: [4, 1, 3, 2], share: 0.5, expected: 2.5 },
  { values: [10, 20], share: 0, expected: 10 },
  { values: [10, 20], share: 1, expected: 20 },
  { values: [0, 10, 20, 30, 40], share: 0.95, expected: 38 },
])('the $share percentile of $values is $expected', ({ values, share, expected }) => {
  expect(percentile(values, share)).toBeCloseTo(expected);
});

test('nothing measured has no percentile, no median and no mean', () => {
  expect([percentile([], 0.5), median([]), mean([])]).toEqual([undefined, undefined, undefined]);
});

test('the values keep their order', () => {
  const values = [3, 1, 2];

  median(values);

  expect(values).toEqual([3, 1, 2]);
});
