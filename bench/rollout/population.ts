import { randomUUID } from 'node:crypto';
import { NODE_FINALIZER, POOL_LABEL, RACK_LABEL, SALT_MINION_FINALIZER } from '../../api/groups.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { apiVersionOf, type Resource } from '../../api/kinds/kind.ts';
import type { SaltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { minionSurroundings } from '../../api/salt/surroundings.ts';

export const NAMESPACE = 'default';
export const POOL = 'web';

/** Names of the minions, and of their nodes; each tenth one ends in 0. */
export function namesOf(minions: number): string[] {
  return Array.from({ length: minions }, (_, index) => `${POOL}-${String(index).padStart(5, '0')}`);
}

/**
 * Nodes that are Ready and minions that are accepted, as their chains left them: a bridge that sees one kind after the
 * other finds nothing to tell these chains, so that there are none.
 */
export function populationOf(names: readonly string[], racks: number, master: SaltMaster) {
  const rackOf = (index: number) => `r${Math.floor((index * racks) / names.length) + 1}`;
  const nodes = names.map((name, index) => nodeOf(name, rackOf(index)));
  const minions: Resource[] = nodes.map((node) => minionOf(node, master));
  return [
    { kind: computeNode.kind, objects: nodes },
    { kind: saltMinion.kind, objects: minions },
  ];
}

function nodeOf(name: string, rack: string): ComputeNode {
  const spec = { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9-base' } };
  const status = { observedGeneration: 1, revision: 1, phase: 'Ready', conditions: met('Provisioned', 'Ready') };
  const labels = { [POOL_LABEL]: POOL, [RACK_LABEL]: rack };
  return {
    apiVersion: apiVersionOf(computeNode),
    kind: computeNode.kind,
    metadata: { ...metaOf(name, NODE_FINALIZER), labels },
    ...computeNode.schema.parse({ spec, status }),
  };
}

function minionOf(node: ComputeNode, master: SaltMaster): Resource {
  const { name } = node.metadata;
  const spec = { computeNode: name, master: master.metadata.name };
  const observed = minionSurroundings(node, undefined, master);
  const status = { observedGeneration: 1, revision: 1, observed, key: 'Accepted', conditions: met('Ready') };
  return {
    apiVersion: apiVersionOf(saltMinion),
    kind: saltMinion.kind,
    metadata: metaOf(name, SALT_MINION_FINALIZER),
    ...saltMinion.schema.parse({ spec, status }),
  };
}

function metaOf(name: string, finalizer: string) {
  return { name, namespace: NAMESPACE, uid: randomUUID(), generation: 1, finalizers: [finalizer] };
}

function met(...types: string[]) {
  const since = { reason: 'Succeeded', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' };
  return types.map((type) => ({ type, status: 'True', ...since }));
}
