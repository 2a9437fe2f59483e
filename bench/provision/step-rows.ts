import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { percentile } from '../measure/percentile.ts';
import { type Row, rowOf } from '../report/row.ts';

/** How long each step took, by what the nodes' own statuses say. */
export function stepRows(nodes: readonly ComputeNode[]): Row[] {
  const seconds = new Map<string, number[]>();
  for (const { name, startedAt, finishedAt } of nodes.flatMap(({ status }) => status.steps ?? [])) {
    if (startedAt === undefined || finishedAt === undefined) continue;
    const took = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
    seconds.set(name, [...(seconds.get(name) ?? []), took]);
  }
  return [...seconds].flatMap(([name, values]) => [
    rowOf({ name: `step ${name} p50`, value: percentile(values, 0.5), unit: 's' }),
    rowOf({ name: `step ${name} p95`, value: percentile(values, 0.95), unit: 's' }),
  ]);
}
