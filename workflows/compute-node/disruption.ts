import { CancellationScope, condition, log } from '@temporalio/workflow';
import type { Disruption } from '../../api/disruption-budget.ts';
import { computeNodeWorkflowId } from '../contract.ts';
import { HELD_BACKOFF_MS, MAX_BACKOFF_MS } from '../failure.ts';
import { shouldRollOver } from '../roll-over.ts';
import { attempt } from './attempt.ts';
import { type Chain, RollOver, show } from './chain.ts';
import type { Disrupting, NodeState } from './state.ts';

const ASK = { name: 'disruption-budget', title: 'ask the disruption budgets', quietMs: Infinity };

export interface Intent {
  operation: Disruption;
  why: string;
  /** Who answers for more than the budgets allow, and why. */
  overruledBy?: string;
  /** Told, in words, what it waits for. */
  held?: (why: string) => void;
}

/** Does what makes the machine unavailable, with the leave of its budgets, and gives that back however it ends. */
export async function withBudget<T>(chain: Chain, intent: Intent, act: () => Promise<T>): Promise<T> {
  noteReadiness(chain.state);
  try {
    await passBudgets(chain, intent);
    const done = await act();
    await giveLeaveBack(chain);
    return done;
  } catch (error) {
    // The next run goes on with it.
    if (!(error instanceof RollOver)) await giveLeaveBack(chain);
    throw error;
  }
}

/** To be called before anything is shown of what is to come: until there is leave, the machine is as Ready as it was. */
export function noteReadiness(state: NodeState): void {
  state.disrupting ??= { ready: state.conditions.Ready };
}

/** The machine runs on untouched. */
export function showAsBefore({ state }: Chain): void {
  if (state.disrupting?.ready) state.conditions.Ready = state.disrupting.ready;
}

/**
 * Returns when the machine may be made unavailable: when all of its budgets give leave for it, or a person does. Nothing
 * is touched meanwhile, however long that takes. A machine that does not serve takes nothing away, and need not wait.
 */
export async function passBudgets(chain: Chain, intent: Intent): Promise<'at once' | 'waited'> {
  const { state } = chain;
  const disrupting = (state.disrupting ??= { ready: state.conditions.Ready });
  if (disrupting.given) return 'at once';
  disrupting.since ??= Date.now();
  disrupting.overruledBy ??= intent.overruledBy;
  for (let refusals = 1; ; refusals += 1) {
    const { nudges } = state;
    const held = await ask(chain, disrupting, intent);
    if (held === undefined) break;
    showHeld(chain, disrupting, held);
    intent.held?.(held);
    await untilAskedAgain(chain, nudges, Math.min(MAX_BACKOFF_MS, HELD_BACKOFF_MS * 2 ** (refusals - 1)));
  }
  disrupting.given = true;
  if (disrupting.held === undefined) return 'at once';
  disrupting.held = undefined;
  showLeave(chain, disrupting);
  return 'waited';
}

/** Of a machine that is up again at once; of one that is left down once its status says so. Never waited for in vain. */
export async function giveLeaveBack(chain: Chain): Promise<void> {
  const { state, call, input } = chain;
  const { budgets = [], given } = state.disrupting ?? {};
  // Where there was no leave, nothing was touched.
  if (!given) showAsBefore(chain);
  state.disrupting = undefined;
  if (state.conditions.DisruptionHeld?.status === 'True') {
    show(chain, 'DisruptionHeld', 'False', 'Settled', 'nothing is to be done to the machine any more');
  }
  if (budgets.length === 0) return;
  const holder = computeNodeWorkflowId(input.ref);
  const nodes = [{ uid: input.ref.uid, up: !given || state.conditions.Ready?.status === 'True' }];
  try {
    await CancellationScope.nonCancellable(() =>
      call('budget.giveBack', { budgets, holder, nodes }, 'give the leave back'),
    );
  } catch (error) {
    // A budget asks its holders when their leave runs out.
    log.warn('Leave could not be given back', { error: String(error) });
  }
}

/** Which budget gives no leave, and why; undefined when all do. */
async function ask(chain: Chain, disrupting: Disrupting, { operation, why }: Intent): Promise<string | undefined> {
  const { state, call, input } = chain;
  const { since = Date.now(), overruledBy } = disrupting;
  const node = { ...input.ref, up: disrupting.ready?.status === 'True' };
  const wish = { holder: computeNodeWorkflowId(input.ref), operation, why, since, overruledBy, nodes: [node] };
  const answer = await attempt(chain, { act: ASK, during: 'Running', after: 'Done', heedsPause: false }, async () => {
    const [verdict] = await call('budget.ask', wish, `${operation} ${input.ref.name}: do its budgets give leave?`);
    return { verdict, message: '' };
  });
  state.steps = state.steps.filter((step) => step.name !== ASK.name);
  disrupting.budgets = answer?.verdict?.budgets;
  return answer?.verdict?.held;
}

function showHeld(chain: Chain, disrupting: Disrupting, held: string): void {
  const { state } = chain;
  disrupting.held = held;
  showAsBefore(chain);
  state.waiting = `leave of a disruption budget: ${held}`;
  show(chain, 'DisruptionHeld', 'True', 'BudgetExhausted', held);
  show(chain, 'Reconciling', 'False', 'BudgetExhausted', 'waits for a disruption budget; see DisruptionHeld');
  chain.publish();
}

function showLeave(chain: Chain, { overruledBy }: Disrupting): void {
  chain.state.waiting = undefined;
  if (overruledBy === undefined) show(chain, 'DisruptionHeld', 'False', 'Allowing', 'its budgets give leave');
  else show(chain, 'DisruptionHeld', 'False', 'BudgetOverruled', `overruled by ${overruledBy}`);
}

/** The budget wakes the node when its turn comes; the timer only makes up for a wake that got lost. */
async function untilAskedAgain(chain: Chain, nudges: number, ms: number): Promise<void> {
  const { state } = chain;
  const until = Date.now() + ms;
  while (state.nudges === nudges && Date.now() < until) {
    if (shouldRollOver()) throw new RollOver();
    if (state.republish) chain.publish();
    state.republish = false;
    const isDue = () => state.nudges !== nudges || state.republish || shouldRollOver();
    await condition(isDue, until - Date.now(), { summary: 'ask the budgets again, unless somebody nudges' });
  }
}
