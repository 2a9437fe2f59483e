import { type Figure, type Row, rowOf } from '../report/row.ts';
import type { Measured, Pair, UpAndDown } from './measure.ts';

/** A run of a chain must stay far from Temporal's limit, however large its pool. */
const MOST_EVENTS = 10_000;

/** Times of one pair were measured minutes apart at most: only their ratio may be compared with other machines'. */
export function rowsOf({ count, pairs, poolRuns }: Measured): Row[] {
  const whole = ({ up, down }: UpAndDown) => up + down;
  const figures: Figure[] = [
    { ...rate('poolRate', count, pairs, whole), aim: { at: 'least', limit: 0.9 } },
    rate('poolRateUp', count, pairs, ({ up }) => up),
    rate('poolRateDown', count, pairs, ({ down }) => down),
    ...pairs.map((pair, index) => rate(`round ${index + 1}`, count, [pair], whole)),
    { name: 'poolRunEvents', value: Math.max(...poolRuns), unit: 'events', aim: { at: 'below', limit: MOST_EVENTS } },
    { name: 'poolRuns', value: poolRuns.length, unit: 'runs' },
    { name: 'nodes', value: count, unit: 'nodes' },
    { name: 'rounds', value: pairs.length, unit: 'rounds' },
  ];
  return figures.map(rowOf);
}

function rate(name: string, count: number, pairs: readonly Pair[], secondsOf: (times: UpAndDown) => number): Figure {
  const seconds = (times: readonly UpAndDown[]) => times.reduce((sum, each) => sum + secondsOf(each), 0);
  const pool = seconds(pairs.map((pair) => pair.pool));
  const single = seconds(pairs.map((pair) => pair.single));
  const perMinute = (spent: number) => (60 * count * pairs.length) / spent;
  return { name, value: perMinute(pool), unit: 'nodes/min', baseline: perMinute(single), ratio: single / pool };
}
