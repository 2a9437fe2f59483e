import type { ProcessUse } from '../measure/process-use.ts';
import { total } from '../measure/request-counts.ts';
import { type Figure, type Row, rowOf } from '../report/row.ts';
import type { Leg, Measured } from './measure.ts';
import type { Size } from './watched.ts';

const LEAST_RATIO = 0.7;
const LEAST_BIG_PERCENT = 10;
/** A run of a chain must stay far from Temporal's limit, however many nodes there are. */
const MOST_EVENTS = 10_000;
const MOST_WORKER_MB = 600;
/** Counts and causes, not nodes: a status is shown again and again. */
const MOST_STATUS_KB = 100;
const MB_OF_MIB = 1.048576;

/** Legs of one round were measured minutes apart at most: only their ratio may be compared with other machines'. */
export function rowsOf(measured: Measured): Row[] {
  const { minions, domains, slices, pairs, bigReturns, histories, workerPeakMiB, largest } = measured;
  const rollouts = pairs.map(({ rollout }) => rollout);
  const baselines = pairs.map(({ baseline }) => baseline);
  const { writes = [], use = new Map<string, ProcessUse>() } = rollouts.at(-1) ?? {};
  const calls = (legs: readonly Leg[]) => legs.reduce((sum, leg) => sum + leg.calls, 0) / legs.length;
  // Slices of a rack go one after the other.
  const sliceMs = (legs: readonly Leg[]) => (1000 * secondsOf(legs) * domains) / (slices * legs.length);
  const least = Math.min(...[...rollouts, ...baselines].map(({ verdict }) => verdict.once));
  const figures: Figure[] = [
    { ...rate('rolloutRate', minions, rollouts, baselines), aim: { at: 'least', limit: LEAST_RATIO } },
    ...pairs.map((pair, index) => rate(`round ${index + 1}`, minions, [pair.rollout], [pair.baseline])),
    { name: 'sliceTime', value: sliceMs(rollouts), unit: 'ms', baseline: sliceMs(baselines) },
    { name: 'ranOnce', value: least, unit: 'minions', aim: { at: 'least', limit: minions } },
    { name: 'saltCalls', value: calls(rollouts), unit: 'calls', baseline: calls(baselines) },
    {
      name: 'bigReturns',
      value: (100 * bigReturns.big) / bigReturns.of,
      unit: '%',
      aim: { at: 'least', limit: LEAST_BIG_PERCENT },
    },
    ...histories.flatMap(({ type, runs, events, mostEvents, mostBytes }): Figure[] => [
      { name: `${type}: longest run`, value: mostEvents, unit: 'events', aim: { at: 'below', limit: MOST_EVENTS } },
      { name: '  in bytes', value: mostBytes / 1000, unit: 'kB' },
      { name: '  runs', value: runs, unit: 'runs' },
      { name: '  all events', value: events, unit: 'events' },
    ]),
    {
      name: 'workerPeak',
      value: workerPeakMiB === undefined ? undefined : workerPeakMiB * MB_OF_MIB,
      unit: 'MB',
      aim: { at: 'below', limit: MOST_WORKER_MB },
    },
    ...sizes('deployment', largest.deployment),
    ...sizes('transaction', largest.transaction),
    { name: 'apiWrites', value: total(writes), unit: 'a rollout' },
    ...writes.map(({ verb, resource, code, count }) => ({
      name: `  ${verb} ${resource} ${code}`,
      value: count,
      unit: 'a rollout',
    })),
    ...[...use].map(([name, { cpuSeconds }]) => ({ name: `cpu ${name}`, value: cpuSeconds, unit: 'CPU s/rollout' })),
    { name: 'minions', value: minions, unit: 'minions' },
    { name: 'slices', value: slices, unit: 'slices' },
    { name: 'rounds', value: pairs.length, unit: 'rounds' },
  ];
  return figures.map(rowOf);
}

function rate(name: string, minions: number, rollouts: readonly Leg[], baselines: readonly Leg[]): Figure {
  const perSecond = (legs: readonly Leg[]) => (minions * legs.length) / secondsOf(legs);
  const [value, baseline] = [perSecond(rollouts), perSecond(baselines)];
  return { name, value, unit: 'minions/s', baseline, ratio: value / baseline };
}

function secondsOf(legs: readonly Leg[]): number {
  return legs.reduce((sum, leg) => sum + leg.seconds, 0);
}

function sizes(name: string, { all, status }: Size): Figure[] {
  return [
    { name: `${name}Status`, value: status / 1000, unit: 'kB', aim: { at: 'below', limit: MOST_STATUS_KB } },
    { name: '  whole object', value: all / 1000, unit: 'kB' },
  ];
}
