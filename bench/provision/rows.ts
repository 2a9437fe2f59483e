import { mean, median } from '../measure/percentile.ts';
import type { ChainCost } from '../measure/chain-history.ts';
import type { ProcessUse } from '../measure/process-use.ts';
import { type Figure, type Row, rowOf } from '../report/row.ts';
import type { FirstTasks } from './first-task.ts';
import type { NodeRound } from './round.ts';
import { processRows } from './process-rows.ts';
import { requestRows } from './request-rows.ts';
import { stepRows } from './step-rows.ts';

export interface Pair {
  nodes: NodeRound;
  /** The no-op workflows that ran before or after them. */
  floor: FloorRound;
}

export interface FloorRound {
  seconds: number;
  use: Map<string, ProcessUse>;
}

export interface Measured {
  count: number;
  firstTasks: FirstTasks;
  pairs: readonly Pair[];
  /** Seconds that a simulated machine spends on booting and installing, whatever Bedplate does. */
  machineSeconds: number;
  floorActivities: number;
}

/** Everything that was measured. The figures with an aim come first. */
export function rowsOf(measured: Measured): Row[] {
  const { count, pairs } = measured;
  const rounds = pairs.map(({ nodes }) => nodes);
  const chains = rounds.flatMap((round) => round.chains);
  return [
    ...rateFigures(measured).map(rowOf),
    ...requestRows(rounds, count),
    firstTaskRow(measured.firstTasks),
    ...chainFigures(chains, measured.floorActivities).map(rowOf),
    ...stepRows(rounds.flatMap(({ nodes }) => nodes)),
    ...processRows(pairs, count),
    ...setting(measured).map(rowOf),
  ];
}

/** Rates of one pair were measured minutes apart at most: only their ratio may be compared with other machines'. */
function rateFigures({ count, pairs }: Measured): Figure[] {
  const perMinute = (seconds: number) => (count / seconds) * 60;
  const nodeRate = median(pairs.map(({ nodes }) => perMinute(nodes.seconds)));
  const floorRate = median(pairs.map(({ floor }) => perMinute(floor.seconds)));
  const ratio = median(pairs.map(ratioOf));
  return [
    { name: 'floorRatio', value: ratio, unit: 'of the floor', ratio, aim: { at: 'least', limit: 0.4 } },
    { name: 'nodesPerMinute', value: nodeRate, unit: 'nodes/min', baseline: floorRate },
    ...pairs.map((pair, index) => ({
      name: `round ${index + 1}`,
      value: perMinute(pair.nodes.seconds),
      unit: 'nodes/min',
      baseline: perMinute(pair.floor.seconds),
      ratio: ratioOf(pair),
    })),
  ];
}

function ratioOf({ nodes, floor }: Pair): number {
  return floor.seconds / nodes.seconds;
}

function firstTaskRow({ nodes, empty }: FirstTasks): Row {
  const value = median(nodes);
  const baseline = median(empty);
  const ratio = value === undefined || baseline === undefined ? undefined : value / baseline;
  const aim = { at: 'below', limit: 3 } as const;
  return rowOf({ name: 'firstWorkflowTask', value, unit: 'ms', baseline, ratio: ratio ?? Number.NaN, aim });
}

function chainFigures(chains: readonly ChainCost[], floorActivities: number): Figure[] {
  const perNode = (of: (chain: ChainCost) => number) => mean(chains.map(of));
  const statusEdges = ({ activities }: ChainCost) => activities.filter(({ queue }) => isStatusQueue(queue)).length;
  return [
    { name: 'workflowTasksPerNode', value: perNode((chain) => chain.workflowTasks), unit: 'tasks' },
    { name: 'historyEventsPerNode', value: perNode((chain) => chain.events), unit: 'events' },
    { name: 'historyKiBPerNode', value: perNode((chain) => chain.bytes / 1024), unit: 'KiB' },
    {
      name: 'activitiesPerNode',
      value: perNode((chain) => chain.activities.length - statusEdges(chain)),
      unit: 'activities',
      baseline: floorActivities,
    },
    { name: 'statusEdgesPerNode', value: perNode(statusEdges), unit: 'activities' },
    { name: 'timersPerNode', value: perNode((chain) => chain.timers), unit: 'timers' },
    { name: 'signalsPerNode', value: perNode((chain) => chain.signals), unit: 'signals' },
  ];
}

/** Statuses are shown beside the work: what the floor runs is the work. */
export function isStatusQueue(queue: string): boolean {
  return queue.startsWith('status.');
}

function setting({ count, pairs, machineSeconds }: Measured): Figure[] {
  return [
    { name: 'nodes', value: count, unit: 'nodes at once' },
    { name: 'rounds', value: pairs.length, unit: 'rounds' },
    { name: 'machineSecondsPerNode', value: machineSeconds, unit: 's' },
  ];
}
