import { isDeepStrictEqual } from 'node:util';
import { acceptPool } from '../../api/pool/acceptance.ts';
import { NODE_POOL_FINALIZER, PAUSE_ANNOTATION } from '../../api/groups.ts';
import { ACCEPTED_CONDITION } from '../../api/conditions.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { claimantOf, concerns, digestOf } from '../../api/pool/observed-nodes.ts';
import {
  NODE_POOL_WORKFLOW,
  type NodePoolInput,
  nodePoolWorkflowId,
  type PoolDesire,
  poolDesireSignal,
  type PoolRef,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind } from './bridged-kind.ts';

type View = Pick<FleetView, 'nodesIn' | 'poolsIn'>;

export const nodePools = bridgedKind({
  kind: nodePool,
  chain: {
    workflow: NODE_POOL_WORKFLOW,
    workflowId: (pool) => nodePoolWorkflowId(poolRef(pool)),
    input: (pool, around): NodePoolInput => ({ ref: poolRef(pool), ...around }),
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
  const { metadata, spec, status } = pool;
  if (metadata.deletionTimestamp !== undefined) return false;
  if (status?.revision === undefined || status.observedGeneration !== metadata.generation) return false;
  const pauses = status.pauses ?? [];
  const annotation = metadata.annotations?.[PAUSE_ANNOTATION];
  const shown = pauses.find(({ source }) => source === 'annotation')?.why;
  if (pauses.some(({ source }) => source === 'spec') !== spec.paused || shown !== annotation?.slice(0, 1024))
    return false;
  const accepted = status.conditions?.find(({ type }) => type === ACCEPTED_CONDITION);
  if ((accepted?.status === 'True') !== isAccepted(pool, view)) return false;
  return status.observedNodes === nodesOf(pool, view);
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
  const { metadata } = pool;
  const pausedByAnnotation = metadata.annotations?.[PAUSE_ANNOTATION];
  return {
    generation: metadata.generation ?? 0,
    delete: metadata.deletionTimestamp !== undefined,
    ...(pausedByAnnotation !== undefined && { pausedByAnnotation }),
    accepted: isAccepted(pool, view),
    nodes: nodesOf(pool, view),
    why: reasonOf(pool, missing),
  };
}

function reasonOf({ metadata, status }: NodePool, missing: boolean): string {
  if (metadata.deletionTimestamp !== undefined) return `its deletion was asked for at ${metadata.deletionTimestamp}`;
  if (missing) return 'it has no open workflow';
  if (status?.revision === undefined) return 'its status shows nothing yet';
  if (status.observedGeneration !== metadata.generation) return `generation ${metadata.generation} of its spec is new`;
  return 'its nodes, its pauses or other pools changed';
}

function poolRef({ metadata }: NodePool): PoolRef {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
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
