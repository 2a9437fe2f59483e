import { type Figure, missed, rowOf } from '../../../bench/report/row.ts';
import { table } from '../../../bench/report/table.ts';

const figure: Figure = { name: 'writes', value: 14, unit: 'writes' };

describe('the verdict on a figure', () => {
  test.each([
    { value: 14, aim: { at: 'most', limit: 14 }, pass: true },
    { value: 14.01, aim: { at: 'most', limit: 14 }, pass: false },
    { value: 0.4, aim: { at: 'least', limit: 0.4 }, pass: true },
    { value: 0.399, aim: { at: 'least', limit: 0.4 }, pass: false },
    { value: 3, aim: { at: 'below', limit: 3 }, pass: false },
    { value: 2.9, aim: { at: 'below', limit: 3 }, pass: true },
  ] as const)('$value is held against $aim.at $aim.limit', ({ value, aim, pass }) => {
    expect(rowOf({ ...figure, value, aim }).pass).toBe(pass);
  });

  it('is about the ratio, where there is one', () => {
    const row = rowOf({ ...figure, value: 30, baseline: 12, ratio: 2.5, aim: { at: 'below', limit: 3 } });

    expect(row).toEqual({
      name: 'writes',
      value: 30,
      unit: 'writes',
      baseline: 12,
      ratio: 2.5,
      aim: '< 3',
      pass: true,
    });
  });

  it('is bad when nothing could be measured', () => {
    const aim = { at: 'most', limit: 14 } as const;

    expect(rowOf({ ...figure, value: undefined, aim })).toMatchObject({ value: null, pass: false });
    expect(rowOf({ ...figure, ratio: Number.NaN, aim })).toMatchObject({ ratio: null, pass: false });
  });

  it('is none without an aim', () => {
    expect(rowOf(figure)).toMatchObject({ aim: null, pass: null });
  });
});

test('missed aims are named', () => {
  const aim = { at: 'most', limit: 1 } as const;
  const rows = [rowOf(figure), rowOf({ ...figure, name: 'a', aim }), rowOf({ ...figure, name: 'b', value: 1, aim })];

  expect(missed(rows)).toEqual(['a']);
});

test('the table has a line for each row, in columns', () => {
  const rows = [
    rowOf({ ...figure, aim: { at: 'most', limit: 10 } }),
    rowOf({ name: 'rate', value: 123.456, unit: 'nodes/min', baseline: 200 }),
    rowOf({ name: 'lost', value: undefined, unit: 's' }),
  ];

  expect(table(rows).split('\n')).toEqual([
    'NAME           VALUE  UNIT       BASELINE  RATIO  AIM',
    'writes            14  writes                      ≤ 10  ✗ missed',
    'rate           123.5  nodes/min       200',
    'lost    not measured  s',
  ]);
});
