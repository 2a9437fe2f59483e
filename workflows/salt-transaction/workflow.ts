import { allHandlersFinished, condition, continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { ObservedTransaction } from '../../activities/rollout/read-transaction.ts';
import { decideRollout } from '../../api/rollout/rollout.ts';
import type { SaltTransactionInput } from '../contract.ts';
import { insist } from '../insist.ts';
import { shouldRollOver } from '../roll-over.ts';
import { type Chain, openChain, report } from './chain.ts';
import { listen } from './listen.ts';
import { perform } from './perform.ts';
import * as states from './state.ts';
import { renderDetails } from './status.ts';

type State = states.TransactionState;

/** How long a run that ends waits for its last status to be shown. The next run shows one again. */
const LAST_STATUS_MS = 60_000;

/**
 * The chain of one SaltTransaction: clock and audit of one rollout. What is done when is the engine's, what is done to nodes
 * the buckets' chains'. Open until its object is deleted, so that it is never begun twice.
 */
export async function saltTransaction(input: SaltTransactionInput<State>): Promise<void> {
  const chain = openChain(input);
  const { state } = chain;
  const wasOver = states.isOver(state);
  setCurrentDetails(renderDetails(state, Date.now()));
  listen(chain);
  for (;;) {
    chain.due = false;
    if (!state.engine) await begin(chain);
    const nextLookAt = await decide(chain);
    chain.publish();
    const reportAt = await report(chain);
    if (state.desire?.delete && states.isThrough(state)) return letGo(chain);
    const isIdleNow = states.isThrough(state) && !wasOver;
    if (chain.busy === 0 && (isIdleNow || shouldRollOver(input.historyLength))) {
      await condition(() => chain.settled() || chain.due, LAST_STATUS_MS);
      await condition(allHandlersFinished);
      if (!chain.due || shouldRollOver(input.historyLength)) {
        await continueAsNew<typeof saltTransaction>({ ...input, carried: state });
      }
    }
    await untilDue(chain, reportAt === null ? nextLookAt : Math.min(reportAt, nextLookAt ?? Infinity));
  }
}

/** Its first act is a look at the object itself: without it nothing is asked of anybody. */
async function begin(chain: Chain): Promise<void> {
  const { state, input } = chain;
  const { namespace, name, uid } = input.ref;
  const seen = await insist<ObservedTransaction>(() =>
    chain.call('rollout.readTransaction', { ref: input.ref }, `look at ${namespace}/${name}`),
  );
  if (seen.found) return states.begin(state, seen, Date.now());
  state.held = `there is no SaltTransaction ${namespace}/${name} of uid ${uid}; nothing is done`;
  state.desire = undefined;
}

/** Decides, and does what was decided, until there is nothing left to do now; gives when to decide again. */
async function decide(chain: Chain): Promise<number | null> {
  const { state } = chain;
  for (;;) {
    if (!state.engine || states.isOver(state)) return null;
    states.abortIfDeleted(state, Date.now());
    const decision = decideRollout(state.engine, Date.now());
    state.engine = decision.state;
    if (decision.actions.length === 0) return decision.nextLookAt;
    for (const action of decision.actions) await perform(chain, action);
  }
}

async function letGo({ call, input, settled }: Chain): Promise<void> {
  const { namespace, name } = input.ref;
  await condition(settled, LAST_STATUS_MS);
  await insist(() => call('rollout.letTransactionGo', { ref: input.ref }, `let ${namespace}/${name} go`));
}

async function untilDue(chain: Chain, nextLookAt: number | null): Promise<void> {
  const isDue = () => chain.due;
  if (nextLookAt === null) return condition(isDue);
  const ms = nextLookAt - Date.now();
  if (ms > 0) await condition(isDue, ms, { summary: 'the next decision, unless there is news' });
}
