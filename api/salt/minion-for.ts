import { apiVersionOf, type ObjectMeta } from '../kinds/kind.ts';
import { COMPUTE_GROUP } from '../groups.ts';
import type { ComputeNode } from '../kinds/compute-node.ts';
import type { SaltDeployment } from '../kinds/salt-deployment.ts';
import type { SaltMinion } from '../kinds/salt-minion.ts';

/** The SaltMinion that a deployment makes for a node of its pool. It goes when its node does. */
export function minionFor(
  { spec }: Pick<SaltDeployment, 'spec'>,
  { metadata }: Pick<ComputeNode, 'metadata'>,
  labels: Record<string, string> = {},
): { metadata: ObjectMeta; spec: SaltMinion['spec'] } {
  const { namespace, name, uid = '' } = metadata;
  const node = { apiVersion: apiVersionOf({ group: COMPUTE_GROUP }), kind: 'ComputeNode', name, uid };
  return {
    metadata: { namespace, name, labels, ownerReferences: [node] },
    spec: { computeNode: name, master: spec.saltMaster, roles: [...spec.roles] },
  };
}

/** It was made for this very node, and is not wanted without it. */
export function goesWithNode({ metadata }: Pick<SaltMinion, 'metadata'>, node: Pick<ComputeNode, 'metadata'>): boolean {
  return (metadata.ownerReferences ?? []).some(({ kind, uid }) => kind === 'ComputeNode' && uid === node.metadata.uid);
}
