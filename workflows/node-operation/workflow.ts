import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ObservedOperation } from '../../activities/node-operation/activities.ts';
import { type Call, createCall } from '../call.ts';
import {
  cancelOperationSignal,
  cancelUpdate,
  computeNodeWorkflowId,
  nodeOperationWorkflowId,
  type NodeOperationInput,
  nodeProgressSignal,
  operateSignal,
  operationDesireSignal,
  operationProgressQuery,
} from '../contract.ts';
import { insist } from '../insist.ts';
import { shouldRollOver } from '../roll-over.ts';
import { createStatusPublisher } from '../status-publisher.ts';
import { webUiLink } from '../web-ui-link.ts';
import * as states from './state.ts';

type State = states.OperationChainState;

interface Chain {
  readonly input: NodeOperationInput<State>;
  readonly state: State;
  readonly call: Call;
  publish(): void;
  settled(): boolean;
}

const LAST_STATUS_MS = 60_000;

/**
 * The chain of one NodeOperation: asks the chains of its nodes, a few at a time, and shows what they answer. It does nothing
 * to a machine itself. Open until its object is deleted, so that it is never begun twice.
 */
export async function nodeOperation(input: NodeOperationInput<State>): Promise<void> {
  const state = input.carried ?? states.initialState();
  const id = nodeOperationWorkflowId(input.ref);
  const link = webUiLink(input, id);
  const shown = () => states.renderStatus(state, { id, link });
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.applyOperation',
    nextEdge() {
      state.revision += 1;
      return { ref: input.ref, revision: state.revision, status: shown() };
    },
    outranked(revision) {
      state.revision = Math.max(state.revision, revision);
    },
  });
  const chain: Chain = {
    input,
    state,
    call: createCall(input.cell),
    publish() {
      states.judge(state, nowText());
      setCurrentDetails(states.renderDetails(state));
      status.publish();
    },
    settled: status.settled,
  };
  setHandler(operationProgressQuery, shown);
  listen(chain);
  setCurrentDetails(states.renderDetails(state));

  for (;;) {
    await condition(() => hasWork(state));
    if (await work(chain)) return;
    if (!states.allOver(state) && !shouldRollOver()) continue;
    await condition(() => status.settled() || hasWork(state), LAST_STATUS_MS);
    if (hasWork(state) && !shouldRollOver()) continue;
    await condition(allHandlersFinished);
    await continueAsNew<typeof nodeOperation>({ ...input, carried: state });
  }
}

function nowText(): string {
  return new Date().toISOString();
}

function hasWork(state: State): boolean {
  if (!state.desire) return false;
  if (state.republish || !state.spec) return true;
  if (states.dueNodes(state).length > 0 || states.toTellOff(state).length > 0) return true;
  return state.desire.delete && (states.allOver(state) || !state.cancel);
}

/** One round. True once the object is let go. */
async function work(chain: Chain): Promise<boolean> {
  const { state } = chain;
  state.republish = false;
  if (!state.spec && !(await begin(chain))) return false;
  const { desire } = state;
  if (desire?.delete && !states.allOver(state)) state.cancel ??= { by: desire.by, why: 'it was deleted' };
  states.dropUnbegun(state, nowText());
  for (const turn of states.toTellOff(state)) await tellOff(chain, turn);
  for (const turn of states.dueNodes(state)) await ask(chain, turn);
  states.dropUnbegun(state, nowText());
  chain.publish();
  if (!desire?.delete || !states.allOver(state)) return false;
  await condition(() => chain.settled(), LAST_STATUS_MS);
  return letGo(chain);
}

/** Its first act is a look at the object itself: without it nothing is asked of anybody. */
async function begin(chain: Chain): Promise<boolean> {
  const { state, input } = chain;
  const { namespace, name } = input.ref;
  const seen = await insist<ObservedOperation>(() =>
    chain.call('operation.read', { ref: input.ref }, `look at ${namespace}/${name}`),
  );
  if (!seen.found) {
    state.held = `there is no NodeOperation ${namespace}/${name} of uid ${input.ref.uid}; nothing is done`;
    state.desire = undefined;
    chain.publish();
    return false;
  }
  state.held = undefined;
  states.begin(state, seen, namespace, nowText());
  if (seen.deleting && state.desire) state.desire.delete = true;
  return true;
}

async function ask({ state, input }: Chain, turn: states.NodeTurn): Promise<void> {
  const { spec } = state;
  if (!spec || turn.uid === undefined) return;
  turn.asked = true;
  turn.message = 'asked of its chain';
  const { namespace, name } = input.ref;
  const { type, reason, requestedBy, force, timeoutMs, drain = [] } = spec;
  const by = requestedBy ?? `NodeOperation ${namespace}/${name}`;
  const request = { operation: input.ref, type, by, why: reason, force, timeoutMs, drain };
  await tell(turn, namespace, (chainOfNode) => chainOfNode.signal(operateSignal, request));
}

async function tellOff({ state, input }: Chain, turn: states.NodeTurn): Promise<void> {
  if (!state.cancel) return;
  turn.toldOff = true;
  const off = { operation: input.ref.uid, ...state.cancel };
  await tell(turn, input.ref.namespace, (chainOfNode) => chainOfNode.signal(cancelOperationSignal, off));
}

async function tell(
  turn: states.NodeTurn,
  namespace: string,
  say: (chainOfNode: ReturnType<typeof getExternalWorkflowHandle>) => Promise<void>,
): Promise<void> {
  try {
    await say(getExternalWorkflowHandle(computeNodeWorkflowId({ namespace, name: turn.name, uid: turn.uid ?? '' })));
  } catch {
    const message = 'its chain is not open: the node is gone, or its bridge has not begun it yet';
    Object.assign(turn, { state: 'Failed', message, finishedAt: nowText() });
  }
}

async function letGo({ call, input }: Chain): Promise<true> {
  const { namespace, name } = input.ref;
  await insist(() => call('operation.removeFinalizer', { ref: input.ref }, `let ${namespace}/${name} go`));
  return true;
}

function listen({ state, publish }: Chain): void {
  setHandler(operationDesireSignal, (desire) => states.takeDesire(state, desire));
  setHandler(nodeProgressSignal, (progress) => {
    states.takeProgress(state, progress);
    states.dropUnbegun(state, nowText());
    publish();
  });
  setHandler(
    cancelUpdate,
    ({ by, why }) => {
      state.cancel = { by, why };
      states.dropUnbegun(state, nowText());
      publish();
      const begun = state.nodes.filter((turn) => turn.asked && !states.isOver(turn)).map(({ name }) => name);
      return begun.length > 0
        ? `Called off; ${begun.join(', ')} had begun, and is brought to a safe point.`
        : 'Called off; nothing of it had begun.';
    },
    {
      validator: (request) => {
        const refusal = states.whyNotCancelled(state, request);
        if (refusal) throw ApplicationFailure.nonRetryable(refusal, 'InvalidInput');
      },
    },
  );
}
