import type { NodePoolStatus } from '../../api/kinds/node-pool.ts';
import { type NodePoolInput, nodePoolWorkflowId } from '../contract.ts';
import { webUiLink } from '../web-ui-link.ts';
import { pausesOf, type PoolState } from './state.ts';

export type Phase = 'Pending' | 'Deleting' | 'Stalled' | 'Paused' | 'Progressing' | 'Ready';

/** One word for people and for the search attribute. Nothing is decided from it. */
export function phaseOf({ seen, fault }: PoolState): Phase {
  if (!seen) return 'Pending';
  const is = (wanted: string) => seen.conditions.some(({ type, status }) => type === wanted && status === 'True');
  if (seen.deleting) return 'Deleting';
  if (fault || is('Stalled')) return 'Stalled';
  if (is('Paused')) return 'Paused';
  return is('Ready') ? 'Ready' : 'Progressing';
}

/** The whole status, from what the chain knows; undefined before the first look, when it knows nothing. */
export function renderStatus(state: PoolState, input: NodePoolInput, now: number): NodePoolStatus {
  const { seen, undo, memory, notes } = state;
  const id = nodePoolWorkflowId(input.ref);
  const link = webUiLink(input, id);
  return {
    observedGeneration: seen?.generation,
    revision: state.revision,
    replicas: seen?.figures.replicas,
    readyReplicas: seen?.figures.readyReplicas,
    availableReplicas: seen?.figures.readyReplicas,
    updatedReplicas: seen?.figures.updatedReplicas,
    updatedReadyReplicas: seen?.figures.updatedReadyReplicas,
    stalledReplicas: seen?.figures.stalledReplicas,
    deletingReplicas: seen?.figures.deletingReplicas,
    selector: seen?.selector,
    currentRevision: memory.settled?.hash,
    updateRevision: seen?.target.hash || undefined,
    undo: undo && { revision: undo.hash, number: undo.number, by: undo.by, why: undo.why, since: undo.since },
    pauses: pausesOf(state, now),
    observedNodes: seen?.observedNodes,
    notes: [...notes],
    workflow: { id, link },
    conditions: conditionsOf(state, now),
  };
}

function conditionsOf({ seen, fault }: PoolState, now: number): NonNullable<NodePoolStatus['conditions']> {
  const lastTransitionTime = new Date(now).toISOString();
  const conditions = (seen?.conditions ?? []).map((condition) => ({
    ...condition,
    observedGeneration: seen?.generation,
    lastTransitionTime,
  }));
  if (!fault) return conditions;
  const message = `the pool could not be looked at: ${fault.message}; it is tried again by itself`;
  const failed = [
    { type: 'Reconciling', status: 'True' as const, reason: 'Retrying', message, lastTransitionTime },
    { type: 'Stalled', status: 'True' as const, reason: fault.type, message, lastTransitionTime },
  ];
  return [...conditions.filter(({ type }) => !failed.some((other) => other.type === type)), ...failed];
}

/** What the Web UI shows as current details. */
export function renderDetails(state: PoolState, now: number): string {
  const { seen, undo, fault, notes } = state;
  if (!seen && !fault) return '**Pending**: there is no such NodePool to be seen; nothing is done.';
  const lines = [`**${phaseOf(state)}**`, ''];
  if (seen) {
    const { replicas, readyReplicas, updatedReplicas, deletingReplicas } = seen.figures;
    lines.push(`${replicas} nodes, ${readyReplicas} Ready, ${updatedReplicas} of revision ${seen.target.number}`);
    lines.push(`(${deletingReplicas} on their way out)`, '');
  }
  if (undo) lines.push(`Revision ${undo.number} by wish of ${undo.by}: ${undo.why}`, '');
  for (const pause of pausesOf(state, now)) lines.push(`Paused by ${pause.by}: ${pause.why}`, '');
  if (fault) lines.push(`Waiting: ${fault.message}`, '');
  return [...lines, ...notes.map((note) => `- ${note}`)].join('\n');
}
