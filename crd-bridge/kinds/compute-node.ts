import { NODE_FINALIZER, PAUSE_ANNOTATION } from '../../api/groups.ts';
import type { StoreChange } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { concerns, traitsOf } from '../../api/pool/observed-nodes.ts';
import {
  COMPUTE_NODE_WORKFLOW,
  computeNodeWorkflowId,
  type ComputeNodeInput,
  type Desire,
  desireSignal,
  type NodeRef,
} from '../../workflows/contract.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, type Touched } from './bridged-kind.ts';
import { budgetsToLookAt } from './disruption-budget.ts';
import { deploymentsOfNode } from './salt-deployment.ts';

export const computeNodes = bridgedKind({
  kind: computeNode,
  affects: (change, view) => [
    budgetsToLookAt(change, view),
    { kind: nodePool, objects: poolsWithNews(change, view) },
    deploymentsOfNode(change, view),
    ...saltOn(change.object, view),
  ],
  chain: {
    workflow: COMPUTE_NODE_WORKFLOW,
    workflowId: (node) => computeNodeWorkflowId(nodeRef(node)),
    input: (node, around): ComputeNodeInput => ({ ref: nodeRef(node), ...around }),
    signal: desireSignal.name,
    endsForGood: true,
    finalizer: { name: NODE_FINALIZER, why: 'the node must not vanish before its machine is given back' },
    isReflected: isSettled,
    wish: desireOf,
    summary: ({ metadata, spec }) =>
      `ComputeNode ${metadata.namespace}/${metadata.name}: ${spec.flavor} on ${spec.provider}`,
    details,
  },
});

/** Its minion, and the master that it is. */
function saltOn({ metadata }: ComputeNode, view: FleetView): Touched[] {
  const { namespace = '', name } = metadata;
  const minion = view.minion({ namespace, name });
  const masters = view.mastersIn(namespace).filter(({ spec }) => spec.computeNode === name);
  return [
    { kind: saltMinion, objects: minion ? [minion] : [] },
    { kind: saltMaster, objects: masters },
  ];
}

/** Pools that would plan otherwise now: most of a node's status is nothing to them. */
function poolsWithNews(change: StoreChange<ComputeNode>, view: Pick<FleetView, 'poolsIn'>): NodePool[] {
  const { object } = change;
  const before = change.type === 'upsert' ? change.previous : undefined;
  return view.poolsIn(object.metadata.namespace ?? '').filter((pool) => {
    if (change.type === 'delete' || !before) return concerns(pool, object);
    return (concerns(pool, object) || concerns(pool, before)) && traitsOf(pool, object) !== traitsOf(pool, before);
  });
}

/** What the object says stands in its status already: there is nothing to tell its workflow. */
export function isSettled({ metadata, spec, status }: ComputeNode): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (status.revision === undefined || status.observedGeneration !== metadata.generation) return false;
  const pauses = status.pauses ?? [];
  const annotation = metadata.annotations?.[PAUSE_ANNOTATION];
  const shown = pauses.find(({ source }) => source === 'annotation')?.why;
  // The schema cuts a reason at 1024.
  return pauses.some(({ source }) => source === 'spec') === spec.paused && shown === annotation?.slice(0, 1024);
}

function desireOf(node: ComputeNode, missing: boolean): Omit<Desire, 'by'> {
  const { generation = 0, deletionTimestamp, annotations = {} } = node.metadata;
  const pausedByAnnotation = annotations[PAUSE_ANNOTATION];
  return {
    generation,
    delete: deletionTimestamp !== undefined,
    pausedBySpec: node.spec.paused,
    ...(pausedByAnnotation === undefined ? {} : { pausedByAnnotation }),
    why: reasonOf(node, missing),
  };
}

function reasonOf({ metadata, status }: ComputeNode, missing: boolean): string {
  if (metadata.deletionTimestamp !== undefined) return `its deletion was asked for at ${metadata.deletionTimestamp}`;
  if (missing) return 'it has no open workflow';
  if (status.revision === undefined) return 'its status shows nothing yet';
  if (status.observedGeneration !== metadata.generation) return `generation ${metadata.generation} of its spec is new`;
  return 'its pauses changed';
}

export function nodeRef({ metadata }: ComputeNode): NodeRef {
  return { namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid ?? '' };
}

function details({ metadata, spec }: ComputeNode): string {
  return [
    `**ComputeNode ${metadata.namespace}/${metadata.name}**`,
    '',
    `- flavor: ${spec.flavor}`,
    `- OS image: ${spec.osImage.name}`,
    `- provider: ${spec.provider}`,
    `- when deleted: ${spec.deletionPolicy}`,
    `- created: ${metadata.creationTimestamp}`,
    `- uid: ${metadata.uid}`,
    '',
    `\`kubectl describe computenode -n ${metadata.namespace} ${metadata.name}\` shows its conditions and events.`,
  ].join('\n');
}
