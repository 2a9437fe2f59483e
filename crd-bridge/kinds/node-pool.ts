import { isDeepStrictEqual } from 'node:util';
import { acceptPool } from '../../api/pool/acceptance.ts';
import { NODE_POOL_FINALIZER } from '../../api/groups.ts';
import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { claimantOf, concerns, digestOf } from '../../api/pool/observed-nodes.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  NODE_POOL_WORKFLOW,
  type NodePoolInput,
  nodePoolWorkflowId,
  type PoolDesire,
  poolDesireSignal,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind } from './bridged-kind.ts';
import { pauseByAnnotation, showsGeneration, showsPauses, wishOf } from './reflected.ts';

type View = Pick<FleetView, 'nodesIn' | 'poolsIn'>;

export const nodePools = bridgedKind({
  kind: nodePool,
  chain: {
    workflow: NODE_POOL_WORKFLOW,
    workflowId: (pool) => nodePoolWorkflowId(refOf(pool)),
    input: (pool, around): NodePoolInput => ({ ref: refOf(pool), ...around }),
    signal: poolDesireSignal.name,
    endsForGood: true,
    finalizer: { name: NODE_POOL_FINALIZER, why: 'the pool must not vanish before its nodes' },
    isReflected,
    wish: desireOf,
    summary: ({ metadata, spec }) =>
      `NodePool ${metadata.namespace}/${metadata.name}: ${spec.template.spec.flavor} on ${spec.template.spec.provider}`,
    details,
  },
  // Another pool may stand in the way of the others of its namespace, or do so no more.
  affects(change, view) {
    const before = change.type === 'upsert' ? change.previous : undefined;
    if (before && isDeepStrictEqual(claimsOf(before), claimsOf(change.object))) return [];
    return [{ kind: nodePool, objects: view.poolsIn(change.object.metadata.namespace ?? '') }];
  },
});

function claimsOf({ spec }: NodePool): unknown {
  return [spec.selector, spec.template.metadata.labels];
}

/** Its chain saw this generation of it, its pauses, its rivals, and its nodes as they are. */
function isReflected(pool: NodePool, view: View): boolean {
  if (!showsGeneration(pool) || !showsPauses(pool)) return false;
  const accepted = pool.status?.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
  if ((accepted?.status === 'True') !== isAccepted(pool, view)) return false;
  return pool.status?.observedNodes === nodesOf(pool, view);
}

function isAccepted(pool: NodePool, view: View): boolean {
  return acceptPool(claimantOf(pool), view.poolsIn(pool.metadata.namespace ?? '').map(claimantOf)).accepted;
}

function nodesOf(pool: NodePool, view: View): string {
  const { namespace = '' } = pool.metadata;
  return digestOf(
    pool,
    view.nodesIn(namespace).filter((node) => concerns(pool, node)),
  );
}

function desireOf(pool: NodePool, missing: boolean, view: View): Omit<PoolDesire, 'by'> {
  return {
    ...wishOf(pool, missing, 'its nodes, its pauses or other pools changed'),
    ...pauseByAnnotation(pool),
    accepted: isAccepted(pool, view),
    nodes: nodesOf(pool, view),
  };
}

function details({ metadata, spec }: NodePool): string {
  return [
    `**NodePool ${metadata.namespace}/${metadata.name}**`,
    '',
    `- flavor: ${spec.template.spec.flavor}`,
    `- OS image: ${spec.template.spec.osImage.name}`,
    `- provider: ${spec.template.spec.provider}`,
    `- created: ${metadata.creationTimestamp}`,
    `- uid: ${metadata.uid}`,
    '',
    `\`bedplate rollout status ${metadata.name} -n ${metadata.namespace}\` shows where it stands.`,
  ].join('\n');
}
