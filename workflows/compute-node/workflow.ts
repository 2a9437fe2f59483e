import { allHandlersFinished, condition, continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import { createCall } from '../call.ts';
import type { ComputeNodeInput } from '../contract.ts';
import { pauseReason } from './attempt.ts';
import { type Chain, indexForSearch, RollOver, show } from './chain.ts';
import { decommission } from './decommission.ts';
import { operate } from './operate.ts';
import { listen } from './listen.ts';
import { endHold, look } from './look.ts';
import { provision } from './provision.ts';
import { report } from './report.ts';
import * as states from './state.ts';
import { renderDetails, renderStatus } from './status.ts';
import { createStatusPublisher } from '../status-publisher.ts';

type State = states.NodeState;

/** How long a chain that must roll over waits for its last status to be shown. The next run shows one again. */
const LAST_STATUS_MS = 60_000;

/**
 * The chain of one ComputeNode: opens with the node, closes when its finalizer goes, and is the lock on everything done
 * to it. Between operations it is an idle run that waits for the bridge's next word.
 */
export async function computeNode(input: ComputeNodeInput<State>): Promise<void> {
  const state = input.carried ?? states.initialState();
  const status = createStatusPublisher(input.clusterId, {
    activity: 'status.apply',
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
    telling: 0,
    publish() {
      indexForSearch(chain);
      setCurrentDetails(renderDetails(state, Date.now()));
      status.publish();
    },
  };
  listen(chain);
  setCurrentDetails(renderDetails(state, Date.now()));

  for (;;) {
    await nextWork(state);
    const outcome = await perform(chain);
    if (outcome === 'closed') return condition(() => chain.telling === 0);
    if (outcome === 'roll-over') {
      await condition(() => status.settled(), LAST_STATUS_MS);
    } else {
      // New work goes first: a status that waits for its bridge holds up neither steps nor a deletion.
      await condition(() => status.settled() || states.nextOperation(state, Date.now()) !== 'none');
      if (!status.settled()) continue;
    }
    await condition(() => allHandlersFinished() && chain.telling === 0);
    await continueAsNew<typeof computeNode>({ ...input, carried: state });
  }
}

/** Sleeps until there is something to do; the end of a pause is something to show. */
async function nextWork(state: State): Promise<void> {
  const hasWork = () => states.nextOperation(state, Date.now()) !== 'none';
  states.takePauseEnds(state, Date.now());
  const pauseEndsInMs = states.nextPauseEnd(state, Date.now());
  if (pauseEndsInMs === undefined) return condition(hasWork);
  await condition(hasWork, pauseEndsInMs);
  states.takePauseEnds(state, Date.now());
}

async function perform(chain: Chain): Promise<'done' | 'closed' | 'roll-over'> {
  try {
    switch (states.nextOperation(chain.state, Date.now())) {
      case 'look':
        await look(chain);
        return 'done';
      case 'delete':
        return (await decommission(chain)) === 'closed' ? 'closed' : 'done';
      case 'provision':
        await provision(chain);
        return 'done';
      case 'accept':
        accept(chain);
        return 'done';
      case 'operate':
        await operate(chain);
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
  endHold(chain);
  const pauses = states.activePauses(state, Date.now());
  const paused = pauses.length > 0;
  const who = pauses.map((pause) => `${pause.by}: ${pause.why}`).join('; ');
  show(chain, 'Paused', paused ? 'True' : 'False', pauseReason(pauses), who);
  if (paused)
    for (const asked of state.operations ?? []) report(chain, asked, 'Pending', `the node is paused by ${who}`);
  chain.publish();
}
