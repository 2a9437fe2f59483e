import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { POOL_LABEL } from '../../api/groups.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { type DemoNode, isReady } from './nodes.ts';
import { progressLines, type Seen } from './progress.ts';

const pollMs = 250;

export type WatchedPool = { name: string; replicas: number };

export type WatchOptions = {
  client: ClusterClient;
  /** Whose nodes are watched, and how many it is to have. */
  pool: WatchedPool;
  /** Milliseconds as of performance.now(), when the pool was applied. */
  since: number;
  withinMs: number;
  abort: AbortSignal;
  say(line: string): void;
};

export type WatchResult = { nodes: DemoNode[]; secondsOf: Map<string, number> };

/** Tells what happens to the nodes until all are Ready, the time is over, or somebody asked to stop. */
export async function watchNodes({ client, pool, since, withinMs, abort, say }: WatchOptions): Promise<WatchResult> {
  const secondsOf = new Map<string, number>();
  let seen: Seen = new Map();
  for (;;) {
    const labelSelector = `${POOL_LABEL}=${pool.name}`;
    const { items: nodes } = await client.list(computeNode, { namespace: 'default', labelSelector });
    const seconds = (performance.now() - since) / 1000;
    const progress = progressLines(nodes, seen);
    seen = progress.seen;
    for (const line of progress.lines) say(`${seconds.toFixed(1).padStart(6)} s  ${line}`);
    for (const { metadata } of nodes.filter(isReady)) {
      if (!secondsOf.has(metadata.name)) secondsOf.set(metadata.name, seconds);
    }
    const isOver = secondsOf.size === pool.replicas || seconds * 1000 > withinMs || abort.aborted;
    if (isOver) return { nodes, secondsOf };
    await sleep(pollMs);
  }
}
