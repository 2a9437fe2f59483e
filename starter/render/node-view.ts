import type { NodeCondition } from '../../api/conditions.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';

type Status = NonNullable<ComputeNode['status']>;

export function conditionOf(node: ComputeNode, type: NodeCondition) {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

export function isTrue(node: ComputeNode, type: NodeCondition): boolean {
  return conditionOf(node, type)?.status === 'True';
}

export function addressesOf(node: ComputeNode, type: NonNullable<Status['addresses']>[number]['type']): string[] {
  return (node.status?.addresses ?? []).filter((address) => address.type === type).map(({ address }) => address);
}

/** Whether what the status says is about the spec as it stands. */
export function isObserved(node: ComputeNode): boolean {
  return (node.status?.observedGeneration ?? -1) >= (node.metadata.generation ?? 1);
}

export function isReady(node: ComputeNode): boolean {
  return isObserved(node) && isTrue(node, 'Ready') && node.metadata.deletionTimestamp === undefined;
}

/** Whether a step of the node waits after a fault: to be tried again by itself, or until somebody mends something. */
export function waitsForRetry(node: ComputeNode): boolean {
  return isTrue(node, 'Stalled') || (node.status?.steps ?? []).some(({ state }) => state === 'Retrying');
}
