import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import type { Reason } from '../../api/conditions.ts';
import { isPermanent } from '../../api/failures.ts';
import { backoffMs, type Fault, faultOf } from '../failure.ts';
import { shouldRollOver } from '../roll-over.ts';
import type { Step } from '../steps/step.ts';
import { type Chain, nowText, RollOver, show, waitForNudge, waitForPauseChange } from './chain.ts';
import { activePauses, nextPauseEnd, type StepProgress, type StepState, takePauseEnds } from './state.ts';

/** What is attempted: a step's run, its undo, or an act of the chain itself. */
export type Act = Pick<Step, 'name' | 'title' | 'condition' | 'quietMs'>;

interface Attempt {
  readonly act: Act;
  readonly during: StepState;
  readonly after: StepState;
  /** Deletion goes on through a pause: what was given back can't be held. */
  readonly heedsPause: boolean;
  /** Asked after each failure; true gives the act up. */
  readonly giveUp?: (fault: Fault) => boolean;
  /** Told of each failure before the wait. */
  readonly onFault?: (fault: Fault) => void;
}

export function progressOf(chain: Chain, name: string): StepProgress {
  const known = chain.state.steps.find((step) => step.name === name);
  if (known) return known;
  const added: StepProgress = { name, state: 'Pending', attempts: 0, message: '' };
  chain.state.steps.push(added);
  return added;
}

/**
 * Runs an act until it succeeds. Faults that pass are retried on a durable timer, others wait until somebody mends
 * them; both are shown, and both go on at a nudge. Undefined when it was given up.
 */
export async function attempt<T extends { message: string }>(
  chain: Chain,
  { act, during, after, heedsPause, giveUp, onFault }: Attempt,
  run: () => Promise<T>,
): Promise<T | undefined> {
  const progress = progressOf(chain, act.name);
  for (let faults = 1; ; faults++) {
    if (heedsPause) await whileNotPaused(chain);
    start(chain, progress, act, during);
    const shown = showIfSlow(chain, act.quietMs);
    const { nudges } = chain.state;
    try {
      const result = await run();
      finish(chain, progress, act, after, result.message);
      return result;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const fault = faultOf(error);
      onFault?.(fault);
      if (giveUp?.(fault)) return undefined;
      shown?.();
      await recover(chain, progress, act, { fault, faults, nudges }, giveUp);
      if (giveUp?.(fault)) return undefined;
    } finally {
      shown?.();
    }
  }
}

/** Gives what calls it off. A timer that is cancelled costs two events and no write. */
function showIfSlow(chain: Chain, quietMs = Infinity): (() => void) | undefined {
  if (quietMs === Infinity) return undefined;
  const scope = new CancellationScope();
  scope
    .run(async () => {
      await sleep(quietMs, { summary: 'show that it takes long' });
      chain.publish();
    })
    .catch(() => undefined);
  return () => scope.cancel();
}

function start(chain: Chain, progress: StepProgress, act: Act, during: StepState): void {
  const { state } = chain;
  progress.startedAt ??= nowText();
  progress.finishedAt = undefined;
  progress.state = during;
  progress.attempts += 1;
  progress.message = '';
  state.waiting = undefined;
  const deleting = during === 'Undoing' && state.desire?.delete === true;
  show(chain, 'Reconciling', 'True', deleting ? 'Deleting' : 'InProgress', act.title);
  if (state.conditions.Stalled?.status === 'True') show(chain, 'Stalled', 'False', 'InProgress', 'trying again');
  show(chain, 'Ready', 'False', deleting ? 'Deleting' : 'InProgress', act.title);
  if (act.condition && act.condition !== 'Ready' && state.conditions[act.condition]?.status !== 'True') {
    show(chain, act.condition, 'False', 'InProgress', act.title);
  }
  // One edge for two facts: the act before is done, this one has begun. The last act's end is its operation's to show.
  if (act.quietMs === undefined || progress.attempts > 1) chain.publish();
}

function finish(chain: Chain, progress: StepProgress, act: Act, after: StepState, message: string): void {
  progress.state = after;
  progress.finishedAt = nowText();
  progress.message = message;
  chain.state.waitsFor = [];
  if (act.condition && after === 'Done') show(chain, act.condition, 'True', 'Succeeded', message);
}

async function recover(
  chain: Chain,
  progress: StepProgress,
  act: Act,
  { fault, faults, nudges }: { fault: Fault; faults: number; nudges: number },
  giveUp: Attempt['giveUp'],
): Promise<void> {
  const { state } = chain;
  const permanent = isPermanent(fault.type);
  const ms = backoffMs(fault, faults);
  progress.state = permanent ? 'Failed' : 'Retrying';
  progress.message = permanent ? fault.message : `${fault.message}; next attempt in ${describeMs(ms)}`;
  state.waiting = `${act.title}: ${fault.message}`;
  state.waitsFor = fault.waitsFor;
  const reason = permanent ? fault.type : 'Retrying';
  if (act.condition && act.condition !== 'Provisioned') show(chain, act.condition, 'False', fault.type, fault.message);
  show(chain, 'Ready', 'False', fault.type, `${act.title}: ${fault.message}`);
  if (permanent) {
    show(chain, 'Stalled', 'True', fault.type, `${act.title}: ${fault.message}`);
    show(chain, 'Reconciling', 'False', fault.type, 'waits for a change; see Stalled');
  } else {
    show(chain, 'Reconciling', 'True', reason, progress.message);
  }
  chain.publish();
  if (shouldRollOver()) throw new RollOver();
  await waitForNudge(chain, ms, nudges);
  // A nudge after a release is the release itself: the caller looks again.
  if (giveUp?.(fault)) return;
  state.waiting = undefined;
}

async function whileNotPaused(chain: Chain): Promise<void> {
  for (;;) {
    // Only what provisions heeds pauses: each of its attempts begins with the newest wish.
    chain.state.generation = chain.state.desire?.generation ?? chain.state.generation;
    takePauseEnds(chain.state, Date.now());
    const pauses = activePauses(chain.state, Date.now());
    const paused = chain.state.conditions.Paused?.status === 'True';
    if (pauses.length === 0) {
      if (!paused) return;
      show(chain, 'Paused', 'False', 'NotPaused', 'nobody holds the node');
      return chain.publish();
    }
    const who = pauses.map((pause) => `${pause.by}: ${pause.why}`).join('; ');
    show(chain, 'Paused', 'True', pauseReason(pauses), who);
    show(chain, 'Ready', 'False', pauseReason(pauses), `paused by ${who}`);
    chain.publish();
    const before = JSON.stringify(pauses.map(({ source, by, why }) => [source, by, why]));
    const changed = () =>
      JSON.stringify(activePauses(chain.state, Date.now()).map(({ source, by, why }) => [source, by, why])) !== before;
    await waitForPauseChange(changed, nextPauseEnd(chain.state, Date.now()));
  }
}

export function pauseReason([first]: ReturnType<typeof activePauses>): Reason {
  if (!first) return 'NotPaused';
  return ({ spec: 'PausedBySpec', annotation: 'PausedByAnnotation', command: 'PausedByCommand' } as const)[
    first.source
  ];
}

function describeMs(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
