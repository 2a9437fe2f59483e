import { POOL_UID_LABEL } from '../groups.ts';
import type { ComputeNode } from '../kinds/compute-node.ts';
import type { NodePool } from '../kinds/node-pool.ts';
import type { Claimant } from './acceptance.ts';
import { digest } from './digest.ts';
import { poolNodeOf } from './node-view.ts';
import { selects } from './selector.ts';

type PoolLike = Pick<NodePool, 'metadata' | 'spec'>;

export function claimantOf({ metadata, spec }: PoolLike): Claimant {
  return { metadata, selector: spec.selector, labels: spec.template.metadata.labels };
}

/** Whether a pool has anything to do with a node: it selects it, or owns it. */
export function concerns({ metadata, spec }: PoolLike, node: ComputeNode): boolean {
  const { labels = {} } = node.metadata;
  return labels[POOL_UID_LABEL] === metadata.uid || selects(spec.selector, labels);
}

/**
 * Stands for all that planning reads of a pool's nodes, in any order. Whoever sees another digest than the one in the
 * pool's status has news for its workflow.
 */
export function digestOf(pool: PoolLike, nodes: readonly ComputeNode[]): string {
  return digest(
    nodes
      .map((node) => traitsOf(pool, node))
      .sort()
      .join('\n'),
    10,
  );
}

/** One node's part in it: no text that changes with every attempt. */
export function traitsOf({ metadata, spec }: PoolLike, node: ComputeNode): string {
  const { uid, labels, owner, revision, health, deletion, deleteFirst } = poolNodeOf(node, metadata);
  return JSON.stringify([uid, selects(spec.selector, labels), owner, revision, health.state, deletion, deleteFirst]);
}
