import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { createCall } from '../call.ts';
import {
  type ComputeNodeInput,
  desireSignal,
  installerSignal,
  installReportedQuery,
  pauseSignal,
  progressQuery,
  releaseUpdate,
  resumeSignal,
  type RetryRequest,
  retryUpdate,
  wakeSignal,
} from '../contract.ts';
import { type Chain, indexForSearch, nowText, RollOver } from './chain.ts';
import { decommission } from './decommission.ts';
import { provision } from './provision.ts';
import * as states from './state.ts';
import { renderDetails, renderStatus } from './status.ts';
import { createStatusPublisher } from './status-publisher.ts';

type State = states.NodeState;

/**
 * The chain of one ComputeNode: opens with the node, closes when its finalizer goes, and is the lock on everything done
 * to it. Between operations it is an idle run that waits for the bridge's next word.
 */
export async function computeNode(input: ComputeNodeInput<State>): Promise<void> {
  const state = input.carried ?? states.initialState();
  const status = createStatusPublisher(input.clusterId, {
    nextEdge() {
      state.revision += 1;
      return { ref: input.ref, revision: state.revision, status: renderStatus(state, input, Date.now()) };
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
      setCurrentDetails(renderDetails(state, Date.now()));
      status.publish();
    },
  };
  listen(chain);

  for (;;) {
    await condition(() => states.nextOperation(state) !== 'none');
    const outcome = await perform(chain);
    if (outcome === 'closed') return;
    // New work goes first: a status that waits for its bridge holds up neither steps nor a deletion.
    const busy = () => (outcome === 'done' ? states.nextOperation(state) !== 'none' : state.desire?.delete === true);
    await condition(() => status.settled() || busy());
    if (!status.settled()) continue;
    await condition(allHandlersFinished);
    await continueAsNew<typeof computeNode>({ ...input, carried: state });
  }
}

async function perform(chain: Chain): Promise<'done' | 'closed' | 'roll-over'> {
  try {
    switch (states.nextOperation(chain.state)) {
      case 'delete':
        return (await decommission(chain)) === 'closed' ? 'closed' : 'done';
      case 'provision':
        await provision(chain);
        return 'done';
      case 'accept':
        accept(chain);
        return 'done';
      case 'none':
        return 'done';
    }
  } catch (error) {
    if (error instanceof RollOver) return 'roll-over';
    throw error;
  }
}

/** A settled node's new generation or lost status: taken notice of and shown again, nothing outside is touched. */
function accept(chain: Chain): void {
  const { state } = chain;
  state.generation = state.desire?.generation ?? state.generation;
  state.republish = false;
  const pauses = states.activePauses(state, Date.now());
  const paused = pauses.length > 0;
  const who = pauses.map((pause) => `${pause.by}: ${pause.why}`).join('; ');
  states.setCondition(state, 'Paused', paused ? 'True' : 'False', paused ? 'PausedByCommand' : 'NotPaused', who, nowText());
  indexForSearch(chain);
  chain.publish();
}

function listen(chain: Chain): void {
  const { state, input } = chain;
  setHandler(desireSignal, (desire) => {
    states.takeDesire(state, desire);
    if (state.desire?.delete) chain.interrupt?.();
  });
  setHandler(pauseSignal, (request) => states.takePause(state, request, nowText()));
  setHandler(resumeSignal, (request) => states.takeResume(state, request, nowText()));
  setHandler(installerSignal, (message) => states.takeInstallerMessage(state, message));
  setHandler(wakeSignal, () => {
    if (state.waiting) state.nudges += 1;
  });
  setHandler(
    retryUpdate,
    ({ by, why }) => {
      const what = state.waiting ?? 'nothing';
      const at = nowText();
      states.remember(state, { operation: 'retry', result: 'Requested', startedAt: at, by, message: why });
      state.nudges += 1;
      return what;
    },
    {
      validator: (_request: RetryRequest) => {
        if (!state.waiting) throw ApplicationFailure.nonRetryable('Nothing waits for a retry on this node.', 'InvalidInput');
      },
    },
  );
  setHandler(
    releaseUpdate,
    (request) => {
      state.release = request;
      state.nudges += 1;
      return `Released without confirmation of: ${state.stuck ?? ''}`;
    },
    {
      validator: ({ force, why }) => {
        const refuse = (message: string) => ApplicationFailure.nonRetryable(message, 'InvalidInput');
        if (!force) throw refuse('Releasing gives the asset back without proof that it is off: say --force.');
        if (!why) throw refuse('Say why with --why: it is kept in the history of the node.');
        if (!state.stuck) throw refuse('Nothing is stuck in a power-off or a wipe: there is nothing to release.');
      },
    },
  );
  setHandler(progressQuery, () => renderStatus(state, input, Date.now()));
  setHandler(installReportedQuery, (installId) => states.installReported(state, installId));
}
