import { percentile } from '../measure/percentile.ts';
import type { ProcessUse } from '../measure/process-use.ts';
import { type Row, rowOf } from '../report/row.ts';
import type { Timings } from './get-timer.ts';

export interface Measured {
  machines: number;
  installed: number;
  seconds: number;
  use: ProcessUse | undefined;
  /** With one machine in it, and nobody else who asks. */
  emptyUse: ProcessUse | undefined;
  quiet: Timings;
  busy: Timings;
}

const MOST_MIB = 1536;
const MOST_MS = 50;

export function rowsOf({ machines, installed, seconds, use, emptyUse, quiet, busy }: Measured): Row[] {
  const p99 = (timings: readonly number[] | undefined) => percentile(timings ?? [], 0.99);
  const get = (name: string, value: number[] | undefined, baseline: number[] | undefined) => {
    const held = p99(baseline);
    return { name, value: p99(value), unit: 'ms', ...(held !== undefined && { baseline: held }) };
  };
  return [
    rowOf({ name: 'installed', value: installed, unit: 'machines', aim: { at: 'least', limit: machines } }),
    rowOf({
      name: 'peak memory',
      value: use?.peakMiB,
      unit: 'MiB',
      ...(emptyUse && { baseline: emptyUse.peakMiB }),
      aim: { at: 'below', limit: MOST_MIB },
    }),
    rowOf({ ...get('p99 of a GET', all(busy), all(quiet)), aim: { at: 'below', limit: MOST_MS } }),
    ...[...busy].map(([name, timings]) => rowOf(get(`p99 ${name}`, timings, quiet.get(name)))),
    rowOf({ name: 'timed GETs', value: all(busy).length, unit: 'requests', baseline: all(quiet).length }),
    rowOf({ name: 'machines', value: installed / seconds, unit: 'per second' }),
    rowOf({ name: 'cpu', value: use && (use.cpuSeconds / machines) * 1000, unit: 'CPU ms/machine' }),
  ];
}

function all(timings: Timings): number[] {
  return [...timings.values()].flat();
}
