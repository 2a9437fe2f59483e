import type { OperationCondition, Reason } from '../../api/conditions.ts';
import type { NodeOperationStatus, OperationState } from '../../api/kinds/node-operation.ts';
import type { ObservedOperation } from '../../activities/node-operation/activities.ts';
import type { CancelOperation, NodeProgress, OperationDesire } from '../contract.ts';

export type FoundOperation = Extract<ObservedOperation, { found: true }>;

export interface NodeTurn {
  name: string;
  /** Undefined when there is no node of that name. */
  uid?: string;
  state: OperationState;
  message: string;
  startedAt?: string;
  finishedAt?: string;
  /** Its chain was asked. */
  asked?: true;
  /** Its chain was told that the operation is off. */
  toldOff?: true;
}

/** Everything that the chain carries from run to run: plain JSON, small. */
export interface OperationChainState {
  revision: number;
  generation: number;
  desire?: OperationDesire;
  /** As it was read when it began; it never changes. */
  spec?: FoundOperation['spec'];
  nodes: NodeTurn[];
  cancel?: Omit<CancelOperation, 'operation'>;
  /** Since when each condition is as it is. */
  conditions: Partial<Record<OperationCondition, Condition>>;
  /** Somebody asked for the status once more. */
  republish: boolean;
  /** Why nothing is done, if so. */
  held?: string;
}

interface Condition {
  status: 'True' | 'False';
  reason: Reason;
  message: string;
  since: string;
}

export function initialState(): OperationChainState {
  return { revision: 0, generation: -1, nodes: [], conditions: {}, republish: false };
}

const OVER: readonly OperationState[] = ['Done', 'Failed', 'Canceled'];

export function isOver({ state }: Pick<NodeTurn, 'state'>): boolean {
  return OVER.includes(state);
}

export function allOver({ spec, nodes }: OperationChainState): boolean {
  return spec !== undefined && nodes.every(isOver);
}

export function takeDesire(state: OperationChainState, desire: OperationDesire): void {
  const before = state.desire;
  state.desire = { ...desire, delete: desire.delete || before?.delete === true };
  state.republish = true;
}

/** Takes up what was read of the object. A name without a node fails before anything is begun. */
export function begin(state: OperationChainState, found: FoundOperation, namespace: string, now: string): void {
  state.spec = found.spec;
  state.generation = found.generation;
  state.revision = Math.max(state.revision, found.revision);
  state.nodes = found.nodes.map(({ name, uid }): NodeTurn => {
    if (uid !== undefined) return { name, uid, state: 'Pending', message: 'its turn has not come' };
    const message = `there is no ComputeNode ${name} in namespace ${namespace}`;
    return { name, state: 'Failed', message, finishedAt: now };
  });
}

/** What a node's chain says. Its words can overtake each other: what is over stays so. */
export function takeProgress(state: OperationChainState, progress: NodeProgress): void {
  const { node, ...news } = progress;
  const turn = state.nodes.find(({ uid }) => uid === node);
  if (!turn || isOver(turn)) return;
  Object.assign(turn, news);
}

/** The nodes to ask now. */
export function dueNodes({ spec, nodes, cancel }: OperationChainState): NodeTurn[] {
  if (!spec || cancel || stops({ spec, nodes })) return [];
  const busy = nodes.filter((turn) => turn.asked && !isOver(turn)).length;
  return nodes.filter((turn) => !turn.asked && !isOver(turn)).slice(0, Math.max(0, spec.maxConcurrent - busy));
}

function stops({ spec, nodes }: Pick<OperationChainState, 'spec' | 'nodes'>): boolean {
  return spec?.onFailure === 'Stop' && nodes.some(({ state }) => state === 'Failed');
}

/** What is not begun any more, and why: the operation is off, or a node has failed. */
export function dropUnbegun(state: OperationChainState, now: string): void {
  const failed = state.nodes.find((turn) => turn.state === 'Failed');
  const { cancel } = state;
  if (!cancel && !stops(state)) return;
  const why = cancel ? `called off by ${cancel.by}: ${cancel.why}` : `${failed?.name ?? ''} failed`;
  for (const turn of state.nodes) {
    if (turn.asked || isOver(turn)) continue;
    Object.assign(turn, { state: 'Canceled', message: `not begun: ${why}`, finishedAt: now });
  }
}

/** Of those that were asked: whose chain must still hear that the operation is off. */
export function toTellOff({ cancel, nodes }: OperationChainState): NodeTurn[] {
  return cancel ? nodes.filter((turn) => turn.asked && !turn.toldOff && !isOver(turn)) : [];
}

/** Why it can't be called off; undefined when it can. */
export function whyNotCancelled(state: OperationChainState, { why }: { why: string }): string | undefined {
  if (!why) return 'Say why with --why: it is kept in the histories of the nodes.';
  if (allOver(state)) return 'The operation is over: there is nothing to call off.';
  if (state.cancel) return `It is called off already, by ${state.cancel.by}: ${state.cancel.why}`;
  return undefined;
}

export function judge(state: OperationChainState, now: string): void {
  const { nodes } = state;
  const of = (wanted: OperationState) => nodes.filter(({ state: at }) => at === wanted);
  const done = `${of('Done').length} of ${nodes.length} nodes are done`;
  const bad = [...of('Failed'), ...of('Canceled')];
  const [first] = bad;
  if (!allOver(state)) {
    const message = state.held ?? done;
    show('Complete', 'False', state.held ? 'Held' : 'InProgress', message);
    show('Failed', 'False', state.held ? 'Held' : 'InProgress', message);
  } else if (!first) {
    show('Complete', 'True', 'Succeeded', done);
    show('Failed', 'False', 'Succeeded', done);
  } else {
    const reason = first.state === 'Canceled' ? 'Canceled' : 'OperationFailed';
    const more = bad.length > 1 ? `, and ${bad.length - 1} more; see status.nodes` : '';
    const message = `${done}; ${first.name}: ${first.message}${more}`;
    show('Complete', 'False', reason, message);
    show('Failed', 'True', reason, message);
  }

  function show(type: OperationCondition, status: Condition['status'], reason: Reason, message: string): void {
    const before = state.conditions[type];
    const since = before?.status === status ? before.since : now;
    state.conditions[type] = { status, reason, message, since };
  }
}

export function renderStatus(
  state: OperationChainState,
  workflow: NodeOperationStatus['workflow'],
): NodeOperationStatus {
  const { nodes, conditions, generation } = state;
  return {
    observedGeneration: generation,
    revision: state.revision,
    progress: `${nodes.filter(({ state: at }) => at === 'Done').length}/${nodes.length}`,
    workflow,
    nodes: nodes.map(({ name, state: at, message, startedAt, finishedAt }) => ({
      name,
      state: at,
      message,
      ...(startedAt !== undefined && { startedAt }),
      ...(finishedAt !== undefined && { finishedAt }),
    })),
    conditions: (Object.entries(conditions) as [OperationCondition, Condition][]).map(([type, condition]) => ({
      type,
      status: condition.status,
      reason: condition.reason,
      message: condition.message,
      observedGeneration: generation,
      lastTransitionTime: condition.since,
    })),
  };
}

/** What the Web UI shows as current details. */
export function renderDetails({ spec, nodes, cancel, held }: OperationChainState): string {
  const lines = [`**${spec?.type ?? 'Operation'}**: ${spec?.reason ?? 'not read yet'}`, ''];
  if (held) lines.push(`Held: ${held}`, '');
  if (cancel) lines.push(`Called off by ${cancel.by}: ${cancel.why}`, '');
  if (nodes.length > 0) lines.push('| node | state | message |', '|---|---|---|');
  for (const { name, state, message } of nodes)
    lines.push(`| ${name} | ${state} | ${message.replaceAll('|', '\\|')} |`);
  return lines.join('\n');
}
