import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { createCall, type Call } from '../call.ts';
import {
  type NodePoolInput,
  pauseSignal,
  poolDesireSignal,
  poolProgressQuery,
  resumeSignal,
  undoUpdate,
} from '../contract.ts';
import { faultOf } from '../failure.ts';
import { shouldRollOver } from '../roll-over.ts';
import { readPause, readResume } from '../spoken.ts';
import { createChangePublisher } from '../status-publisher.ts';
import * as states from './state.ts';
import { phaseOf, renderDetails, renderStatus } from './status.ts';

type State = states.PoolState;

interface Chain {
  readonly input: NodePoolInput<State>;
  readonly state: State;
  readonly call: Call;
  /** Shows the state of now, unless it is shown already. */
  publish(): void;
  settled(): boolean;
}

/** How long a run that ends waits for its last status to be shown. The next run shows one again. */
const LAST_STATUS_MS = 60_000;

/**
 * The chain of one NodePool: clock and audit. It looks when somebody says that something changed, when the plan said to
 * look again, and once an hour; a look has a plan made and carried out. Between looks it is an idle run.
 */
export async function nodePool(input: NodePoolInput<State>): Promise<void> {
  const chain = openChain(input);
  const { state } = chain;
  listen(chain);
  for (;;) {
    await untilDue(state);
    if ((await look(chain)) === 'gone') return;
    chain.publish();
    if (!states.isSettled(state) && !shouldRollOver(input.historyLength)) continue;
    await condition(() => chain.settled() || state.due, LAST_STATUS_MS);
    if (state.due && !shouldRollOver(input.historyLength)) continue;
    await condition(allHandlersFinished);
    await continueAsNew<typeof nodePool>({ ...input, carried: state });
  }
}

function openChain(input: NodePoolInput<State>): Chain {
  const state = input.carried ?? states.initialState();
  const status = createChangePublisher(input.clusterId, {
    activity: 'status.applyPool',
    ref: input.ref,
    state,
    status: () => renderStatus(state, input, Date.now()),
    facts: () => renderStatus(state, input, 0),
    phase: () => phaseOf(state),
    details: () => renderDetails(state, Date.now()),
  });
  setCurrentDetails(renderDetails(state, Date.now()));
  return { input, state, call: createCall(input.cell), ...status };
}

function listen(chain: Chain): void {
  const { state, input } = chain;
  const now = () => new Date().toISOString();
  setHandler(poolDesireSignal, (desire) => states.takeDesire(state, desire));
  setHandler(pauseSignal, (request) => states.takePause(state, readPause(request), now()));
  setHandler(resumeSignal, (request) => {
    readResume(request);
    states.takeResume(state);
  });
  setHandler(undoUpdate, (request) => states.takeUndo(state, request, now()), {
    validator: (request) => {
      const refusal = states.whyNotUndone(state, request);
      if (refusal) throw ApplicationFailure.nonRetryable(refusal, 'InvalidInput');
    },
  });
  setHandler(poolProgressQuery, () => renderStatus(state, input, Date.now()));
}

async function untilDue(state: State): Promise<void> {
  const isDue = () => state.due;
  const ms = states.msToNextLook(state, Date.now());
  if (ms === undefined) return condition(isDue);
  if (ms > 0) await condition(isDue, ms, { summary: 'the next look, unless somebody has news' });
}

/** One look: what is due is done in it. */
async function look({ state, input, call }: Chain): Promise<'looked' | 'gone'> {
  const { namespace, name } = input.ref;
  state.due = false;
  states.takePauseEnds(state, Date.now());
  const { memory, undo, fresh, pauses } = state;
  try {
    const question = { ref: input.ref, pauses, memory, undo, fresh };
    const seen = await call(
      'pool.reconcile',
      question,
      `look at the nodes of pool ${namespace}/${name}, do what is due`,
    );
    if (seen.outcome === 'gone') return 'gone';
    if (seen.outcome === 'absent') states.takeAbsence(state);
    else states.takeLook(state, seen, Date.now());
  } catch (error) {
    states.takeFault(state, faultOf(error), Date.now());
  }
  return 'looked';
}
