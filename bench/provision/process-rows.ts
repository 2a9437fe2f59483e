import { mean, median } from '../measure/percentile.ts';
import type { ProcessUse } from '../measure/process-use.ts';
import { type Row, rowOf } from '../report/row.ts';
import type { Pair } from './rows.ts';

/** CPU time of each process for one node, held against one no-op workflow, and what it held in memory. */
export function processRows(pairs: readonly Pair[], count: number): Row[] {
  const names = [...new Set(pairs.flatMap(({ nodes }) => [...nodes.use.keys()]))];
  const perNode = (cpuSeconds: number | undefined) => cpuSeconds && (cpuSeconds / count) * 1000;
  const node = perNode(mean(pairs.map(({ nodes }) => cpuOf(nodes.use.values()))));
  const noop = perNode(mean(pairs.map(({ floor }) => cpuOf(floor.use.values()))));
  const ratio = node === undefined || noop === undefined ? undefined : noop / node;
  return [
    // What a machine busy with other things does to the rates, it does not do to this.
    rowOf({ name: 'cpu', value: node, unit: 'CPU ms/node', baseline: noop, ratio }),
    ...names.flatMap((name) => {
      const uses = pairs.flatMap(({ nodes }) => nodes.use.get(name) ?? []);
      const floors = pairs.flatMap(({ floor }) => floor.use.get(name) ?? []);
      const value = perNode(mean(uses.map(({ cpuSeconds }) => cpuSeconds)));
      const baseline = perNode(mean(floors.map(({ cpuSeconds }) => cpuSeconds)));
      return [
        rowOf({ name: `cpu ${name}`, value, unit: 'CPU ms/node', baseline }),
        rowOf({ name: `memory ${name}`, value: median(uses.map(({ rssMiB }) => rssMiB)), unit: 'MiB' }),
      ];
    }),
  ];
}

function cpuOf(uses: Iterable<ProcessUse>): number {
  let sum = 0;
  for (const { cpuSeconds } of uses) sum += cpuSeconds;
  return sum;
}
