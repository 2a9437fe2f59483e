import { allHandlersFinished, condition, continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { SaltDeploymentInput } from '../contract.ts';
import { faultOf } from '../failure.ts';
import { insist } from '../insist.ts';
import { shouldRollOver } from '../roll-over.ts';
import { beginTransaction } from './begin.ts';
import { catchUp } from './catch-up.ts';
import { type Chain, openChain } from './chain.ts';
import { listen } from './listen.ts';
import { nextOf } from './next.ts';
import { passOn } from './pass-on.ts';
import * as states from './state.ts';
import { renderDetails } from './status.ts';

type State = states.DeploymentState;

/** How long a run that ends waits for its last status to be shown. The next run shows one again. */
const LAST_STATUS_MS = 60_000;

/**
 * The chain of one SaltDeployment: the lock of its rollouts. It looks at what is wanted, begins one transaction after the
 * other, and passes on what is said to it. What a rollout does, the transaction's chain decides.
 */
export async function saltDeployment(input: SaltDeploymentInput<State>): Promise<void> {
  const chain = openChain(input);
  const { state } = chain;
  let hasWorked = states.isUnderWay(state);
  setCurrentDetails(renderDetails(state, Date.now()));
  listen(chain);
  for (;;) {
    await untilDue(state);
    state.due = false;
    states.takePauseEnds(state, Date.now());
    if (states.wantsLook(state, Date.now())) await look(chain);
    if ((await act(chain)) === 'gone') return;
    await passOn(chain);
    catchUp(chain);
    if (chain.busy === 0) states.tellJoined(state);
    chain.publish();
    hasWorked ||= states.isUnderWay(state);
    const isIdleNow = states.isSettled(state) && hasWorked;
    if (chain.busy > 0 || (!isIdleNow && !shouldRollOver(input.historyLength))) continue;
    await condition(() => chain.settled() || state.due, LAST_STATUS_MS);
    await condition(allHandlersFinished);
    if (!state.due || shouldRollOver(input.historyLength)) {
      await continueAsNew<typeof saltDeployment>({ ...input, carried: state });
    }
  }
}

async function untilDue(state: State): Promise<void> {
  const isDue = () => state.due;
  const ms = states.msToNextLook(state, Date.now());
  if (ms === undefined) return condition(isDue);
  if (ms > 0) await condition(isDue, ms, { summary: 'the next look, unless somebody has news' });
}

async function look({ state, input, call }: Chain): Promise<void> {
  const { namespace, name } = input.ref;
  state.wantsLook = false;
  try {
    const { good, current, joined: told, caughtUp } = state;
    const last = current?.ref.name;
    const underWay = states.isUnderWay(state);
    const tried = states.turnsAt(caughtUp, good);
    const question = { ref: input.ref, good: good?.commit, last, told, tried, underWay };
    const seen = await call('rollout.look', question, `look at SaltDeployment ${namespace}/${name}`);
    if (seen.outcome === 'absent') state.seen = undefined;
    else states.takeLook(state, seen, Date.now());
  } catch (error) {
    states.takeFault(state, faultOf(error), Date.now());
  }
}

async function act(chain: Chain): Promise<'gone' | void> {
  const { state, call, input } = chain;
  const next = nextOf(state, Date.now());
  state.next = next;
  const { by = 'bridge' } = state.desire ?? {};
  switch (next.next) {
    case 'begin':
      try {
        return await beginTransaction(chain, next.wish);
      } catch (error) {
        return states.takeFault(state, faultOf(error), Date.now());
      }
    case 'supersede':
      return states.makeWay(state, { type: 'Supersede', by, why: next.why });
    case 'abort':
      return states.makeWay(state, { type: 'Abort', by, why: next.why });
    case 'letGo':
      await condition(() => chain.settled(), LAST_STATUS_MS);
      return insist(() => call('rollout.letDeploymentGo', { ref: input.ref }, 'let it go')).then(() => 'gone');
    default:
      return;
  }
}
