import { allHandlersFinished, condition, setCurrentDetails } from '@temporalio/workflow';
import { type Call, createCall } from '../call.ts';
import { faultOf } from '../failure.ts';
import { shouldRollOver } from '../roll-over.ts';
import type { StatusPublisher } from '../status-publisher.ts';
import * as states from './state.ts';

interface Tended<Report, Memory> {
  readonly cell: string;
  readonly state: states.TendedState<Report, Memory>;
  look(call: Call): Promise<states.Look<Report, Memory>>;
  /** What a status says, but for its number and the times in it. */
  facts(): object;
  readonly status: StatusPublisher;
  /** What the Web UI shows as current details. */
  details(): string;
}

/** How long a run that ends waits for its last status to be shown. The next run shows one again. */
const LAST_STATUS_MS = 60_000;

/**
 * The life of a chain that is clock and audit: one activity looks at its object and does what is due. Returns when the
 * object was let go, or when the run is to be exchanged for a new one.
 */
export async function tend<Report extends states.Shown, Memory>(
  tended: Tended<Report, Memory>,
): Promise<'gone' | 'roll over'> {
  const { state, status } = tended;
  const call = createCall(tended.cell);
  let shown: string | undefined;
  setCurrentDetails(tended.details());
  for (;;) {
    await untilDue(state);
    if ((await look(tended, call)) === 'gone') return 'gone';
    const facts = JSON.stringify(tended.facts());
    if (facts !== shown || state.republish) {
      shown = facts;
      state.republish = false;
      setCurrentDetails(tended.details());
      if (state.seen) status.publish();
    }
    if (!isSettled(state) && !shouldRollOver()) continue;
    await condition(() => status.settled() || state.due, LAST_STATUS_MS);
    if (state.due && !shouldRollOver()) continue;
    await condition(allHandlersFinished);
    return 'roll over';
  }
}

function isSettled<R extends states.Shown, M>({ seen, fault }: states.TendedState<R, M>): boolean {
  return !fault && (!seen || seen.report.settled);
}

async function untilDue<R, M>(state: states.TendedState<R, M>): Promise<void> {
  const isDue = () => state.due;
  const ms = states.msToNextLook(state, Date.now());
  if (ms === undefined) return condition(isDue);
  if (ms > 0) await condition(isDue, ms, { summary: 'the next look, unless somebody has news' });
}

async function look<R extends states.Shown, M>(tended: Tended<R, M>, call: Call): Promise<'looked' | 'gone'> {
  const { state } = tended;
  state.due = false;
  try {
    const seen = await tended.look(call);
    if (seen.outcome === 'gone') return 'gone';
    if (seen.outcome === 'looked') states.takeLook(state, seen, Date.now());
    else states.takeAbsence(state);
  } catch (error) {
    states.takeFault(state, faultOf(error), Date.now());
  }
  return 'looked';
}
