import { NODE_FINALIZER } from '../../api/groups.ts';
import type { StoreChange } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { nodePool, type NodePool } from '../../api/kinds/node-pool.ts';
import { concerns, traitsOf } from '../../api/pool/observed-nodes.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  COMPUTE_NODE_WORKFLOW,
  computeNodeWorkflowId,
  type ComputeNodeInput,
  type Desire,
  desireSignal,
} from '../../workflows/contract.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, type Touched } from './bridged-kind.ts';
import { budgetsToLookAt } from './disruption-budget.ts';
import { deploymentsOfNode } from './salt-deployment.ts';
import { pauseByAnnotation, showsGeneration, showsPauses, wishOf } from './reflected.ts';

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
    workflowId: (node) => computeNodeWorkflowId(refOf(node)),
    input: (node, around): ComputeNodeInput => ({ ref: refOf(node), ...around }),
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
export function isSettled(node: ComputeNode): boolean {
  return showsGeneration(node) && showsPauses(node);
}

function desireOf(node: ComputeNode, missing: boolean): Omit<Desire, 'by'> {
  const pauses = { pausedBySpec: node.spec.paused, ...pauseByAnnotation(node) };
  return { ...wishOf(node, missing, 'its pauses changed'), ...pauses };
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
