import { median, percentile } from '../measure/percentile.ts';
import { type Row, rowOf } from '../report/row.ts';
import type { Measured } from './measure.ts';
import type { Options } from './options.ts';

/** Beside the choice stands the same one without groups and without memory: every asset looked at. */
export function rowsOf(options: Options, measured: Measured): Row[] {
  const { times, planTimes, compared, use, placed } = measured;
  const exhaustive = median(compared.ms);
  const comparisons = compared.ms.length;
  return [
    rowOf({
      name: 'choiceP99',
      value: percentile(times, 0.99),
      unit: 'ms',
      baseline: exhaustive,
      aim: { at: 'below', limit: 5 },
    }),
    rowOf({ name: 'choiceP50', value: median(times), unit: 'ms', baseline: exhaustive }),
    rowOf({ name: 'planP50', value: median(planTimes), unit: 'ms' }),
    rowOf({ name: 'choices', value: times.length, unit: 'choices', aim: { at: 'least', limit: options.placed } }),
    rowOf({ name: 'placed', value: placed, unit: 'nodes', aim: { at: 'least', limit: options.placed } }),
    rowOf({
      name: 'changes',
      value: measured.changesPerSecond,
      unit: 'assets/s',
      aim: { at: 'least', limit: 50 },
    }),
    rowOf({
      name: 'equalsReference',
      value: compared.equal,
      unit: 'choices',
      baseline: comparisons,
      aim: { at: 'least', limit: comparisons },
    }),
    rowOf({ name: 'rss', value: use?.rssMiB, unit: 'MiB', aim: { at: 'below', limit: 400 } }),
    rowOf({ name: 'rssPeak', value: use?.peakMiB, unit: 'MiB' }),
    rowOf({ name: 'sync', value: measured.syncSeconds, unit: 's' }),
    rowOf({ name: 'assets', value: measured.assets, unit: 'assets', aim: { at: 'least', limit: options.assets } }),
    rowOf({ name: 'claimed', value: (100 * measured.claims) / measured.assets, unit: '% of them' }),
  ];
}
