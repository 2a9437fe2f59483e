import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { ComputeNodeDisruptionBudget } from '../../../api/kinds/compute-node-disruption-budget.ts';
import { DISRUPTIONS } from '../../../api/disruption-budget.ts';
import { RACK_LABEL } from '../../../api/groups.ts';

export function aBudget(
  name: string,
  spec: Partial<ComputeNodeDisruptionBudget['spec']>,
): ComputeNodeDisruptionBudget & { metadata: { uid: string } } {
  return {
    apiVersion: 'compute.tess.io/v1alpha1',
    kind: 'ComputeNodeDisruptionBudget',
    metadata: { name, namespace: 'default', uid: `uid of ${name}`, generation: 1 },
    spec: { selector: {}, operations: [...DISRUPTIONS], ...spec },
  };
}

interface NodeFacts {
  labels?: Record<string, string>;
  rack?: string;
  ready?: boolean;
  deleting?: boolean;
}

/** A node and the topology of its asset; without a rack it holds none. */
export function standing(name: string, { labels = {}, rack, ready = true, deleting = false }: NodeFacts = {}) {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  const node = {
    metadata: { name, namespace: 'default', uid: name, labels, ...(deleting ? { deletionTimestamp: 'now' } : {}) },
    status: { conditions },
  } as unknown as ComputeNode;
  return { node, topology: rack === undefined ? undefined : { [RACK_LABEL]: rack } };
}
