import { rowsOf } from '../../../bench/pool/rows.ts';

const times = (up: number, down: number) => ({ up, down });

test('a pool is held against single nodes of the same round, over the whole way up and down, all rounds together', () => {
  const pairs = [
    { pool: times(50, 50), single: times(40, 40) },
    { pool: times(100, 100), single: times(110, 90) },
    { pool: times(60, 60), single: times(57, 57) },
  ];
  const rows = rowsOf({ count: 200, pairs, poolRuns: [12_000, 40] });
  const row = (name: string) => rows.find((one) => one.name === name);

  expect(row('poolRate')).toMatchObject({ value: 85.714, baseline: 91.371, ratio: 0.938, aim: '≥ 0.9', pass: true });
  expect(row('poolRateUp')).toMatchObject({ value: 171.429, ratio: 0.986, aim: null });
  expect(row('round 1')).toMatchObject({ value: 120, baseline: 150, ratio: 0.8 });
  expect(row('poolRunEvents')).toMatchObject({ value: 12_000, aim: '< 10000', pass: false });
});
