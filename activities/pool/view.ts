import type { Acceptance } from '../../api/acceptance/verdict.ts';
import { parseDuration } from '../../api/duration.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { namePrefix } from '../../api/pool/names.ts';
import { poolNodeOf } from '../../api/pool/node-view.ts';
import type { Pool, PoolMemory, PoolPause, PoolView, RevisionRef } from '../../api/pool/view.ts';

/** At most so many acts in one look: it stays a matter of seconds, and what it answers small. */
const BATCH = 200;

interface Seen {
  acceptance: Acceptance;
  /** Those that the pool has to do with. */
  nodes: readonly ComputeNode[];
  /** All of its namespace. */
  all: readonly ComputeNode[];
  target: RevisionRef;
  pauses: readonly PoolPause[];
  memory: PoolMemory;
  now: number;
}

/** What the planner is given to see. */
export function poolView(pool: NodePool, seen: Seen): PoolView {
  const { acceptance, nodes, all, target, pauses, memory, now } = seen;
  const planned = plannedPool(pool, acceptance);
  const names = all.map(({ metadata }) => metadata.name);
  return {
    pool: planned,
    target: { number: target.number, hash: target.hash },
    nodes: nodes.map((node) => poolNodeOf(node, planned)),
    taken: names.filter((name) => name.startsWith(planned.prefix)),
    pauses,
    memory,
    now,
    batch: BATCH,
  };
}

function plannedPool({ metadata, spec }: NodePool, acceptance: Acceptance): Pool {
  const { type, rollingUpdate } = spec.strategy;
  return {
    name: metadata.name,
    uid: metadata.uid ?? '',
    replicas: spec.replicas,
    selector: spec.selector,
    prefix: namePrefix(metadata.name, spec.template.metadata.generateName),
    strategy: type === 'RollingUpdate' ? { type, ...rollingUpdate } : { type },
    progressDeadlineMs: parseDuration(spec.progressDeadline),
    ...(metadata.deletionTimestamp !== undefined && { deletion: spec.deletionPolicy }),
    ...(!acceptance.accepted && { refused: acceptance.message }),
  };
}
