import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { RolloutNode } from '../../api/rollout/strategies/strategy.ts';
import type { Fleet } from '../fleet/fleet.ts';

/** A node as strategies see it. */
export function rolloutNodeOf(node: ComputeNode, fleet: Pick<Fleet, 'topologyOf'>): RolloutNode {
  const { name, labels } = node.metadata;
  return { name, labels: { ...labels, ...fleet.topologyOf(node) } };
}
