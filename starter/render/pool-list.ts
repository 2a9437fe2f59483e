import type { NodePool } from '../../api/kinds/node-pool.ts';
import { renderTable } from './table.ts';
import { renderAge } from './time.ts';

const HEADER = ['POOL', 'DESIRED', 'NODES', 'READY', 'UPDATED', 'AGE', 'REASON'];

export function renderPoolList(
  pools: readonly NodePool[],
  { withNamespace, now }: { withNamespace: boolean; now: number },
): string {
  const rows = pools.map((pool) => rowOf(pool, now));
  if (!withNamespace) return renderTable(HEADER, rows);
  return renderTable(
    ['NAMESPACE', ...HEADER],
    pools.map((pool, index) => [pool.metadata.namespace ?? '', ...(rows[index] ?? [])]),
  );
}

function rowOf({ metadata, spec, status }: NodePool, now: number): string[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  return [
    metadata.name,
    String(spec.replicas),
    String(status?.replicas ?? 0),
    String(status?.readyReplicas ?? 0),
    String(status?.updatedReplicas ?? 0),
    renderAge(metadata.creationTimestamp, now),
    ready?.status === 'True' ? '-' : (ready?.reason ?? 'Unseen'),
  ];
}
