import { doneIn } from './counts.ts';
import { countsToJudge, excessOf } from './failure-budget.ts';
import { endRollout, hold, holdOff, isHeldByFailures, withBucket } from './holds.ts';
import { judge } from './judging.ts';
import { isSame, ordersFor } from './orders.ts';
import { newProgress } from './new-progress.ts';
import type { OnFailure } from './rules.ts';
import { mayBegin, openingAt } from './slots.ts';
import { takesAbout } from './takes-about.ts';
import type { RolloutAction, RolloutDecision } from './actions.ts';
import type { RolloutPhase } from './phases.ts';
import type { RolloutPlan } from './plan.ts';
import type { BucketProgress, RolloutState } from './rollout-state.ts';

export { takeRolloutEvent } from './rollout-events.ts';

const ENGINE = 'the rollout';

export function newRollout(plan: RolloutPlan): RolloutState {
  return {
    plan,
    buckets: plan.buckets.map(newProgress),
    holds: [],
    skippedNodes: [],
    calendar: null,
    calendarAsked: false,
    knownCauses: [...(plan.knownCauses ?? [])],
    words: [],
  };
}

/** What is to be done by now. Each action is given once: the state that comes with it knows of it. */
export function decideRollout(before: RolloutState, now: number): RolloutDecision {
  if (before.result) return { state: before, actions: [], nextLookAt: null };
  const actions: RolloutAction[] = [];
  const act = (action: RolloutAction) => void actions.push(action);
  let state = holdOff(before, ({ until }) => until !== undefined && until <= now);
  state = watchFailures(state, now);
  state = advance(state, now, act);
  state = state.ending ? state : begin(readCalendar(state, now, act), now, act);
  state = tell(state, now, act);
  state = conclude(state, now, act);
  return { state, actions, nextLookAt: state.result ? null : nextLook(state, now) };
}

/** What holds buckets by themselves, and what the failures of all of them lead to. */
function watchFailures(before: RolloutState, now: number): RolloutState {
  if (before.ending) return before;
  let state = before;
  for (const { name, stuck } of before.buckets) {
    const isHeld = state.holds.some(({ source, bucket }) => source === 'changeSet' && bucket === name);
    if (stuck?.source !== 'changeSet' && isHeld)
      state = holdOff(state, ({ source, bucket }) => source === 'changeSet' && bucket === name);
    const isNew = stuck?.source === 'changeSet' && !state.buckets.find((one) => one.name === name)?.changesApproved;
    if (isNew)
      state = hold(state, { source: 'changeSet', bucket: name, by: ENGINE, why: `${name}: ${stuck.why}` }, now);
  }
  const excess = excessOf(state);
  if (!excess) return state;
  const { onFailure } = state.plan.rules;
  return fail(state, onFailure, { ...excess, by: ENGINE }, now);
}

function fail(
  state: RolloutState,
  how: OnFailure,
  reason: { source: 'failures' | 'sharedFailure' | 'gate'; bucket?: string; by: string; why: string },
  now: number,
): RolloutState {
  if (how === 'Pause') return hold(state, reason, now);
  return endRollout(state, how === 'Abort' ? 'Aborted' : 'RolledBack', reason, now);
}

/** Buckets whose nodes are done soak, are judged, and pass. Neither touches a node: pauses and windows don't matter. */
function advance(before: RolloutState, now: number, act: (action: RolloutAction) => void): RolloutState {
  let state = before;
  for (const { name } of before.buckets) {
    const bucket = state.buckets.find((one) => one.name === name);
    if (!bucket || state.ending) return state;
    if (bucket.phase !== 'Soaking' && bucket.phase !== 'Judging') continue;
    if (isWavedThrough(state, bucket)) state = pass(state, bucket, now);
    else if (bucket.phase === 'Judging' || (bucket.soakUntil ?? 0) <= now) state = judgeBucket(state, bucket, now, act);
  }
  return state;
}

function isWavedThrough({ promoted, plan }: RolloutState, bucket: BucketProgress): boolean {
  return bucket.promoted || promoted !== undefined || plan.rules.dryRun === 'Only';
}

function judgeBucket(
  state: RolloutState,
  bucket: BucketProgress,
  now: number,
  act: (action: RolloutAction) => void,
): RolloutState {
  const { gates } = state.plan.rules;
  const { name, startedAt = now, badBefore, joined } = bucket;
  const counts = countsToJudge(bucket);
  const judging = bucket.judging ?? { since: now, asked: false, results: [] };
  const judged = withBucket(state, name, (one) => ({ ...one, phase: 'Judging', judging }));
  const isHeld = state.holds.some((one) => one.source === 'gate' && one.bucket === name);
  if (judging.asked || isHeld) return judged;
  const judgement = judge(gates, judging, now);
  switch (judgement.say) {
    case 'Ask':
      act({ act: 'measureGates', bucket: name, gates, since: startedAt, counts, badBefore, joined });
      return withBucket(judged, name, (one) => ({ ...one, judging: { ...judging, asked: true } }));
    case 'Wait':
      return judged;
    case 'Go':
      return pass(judged, bucket, now);
    default: {
      const reason = { source: 'gate' as const, bucket: name, by: ENGINE, why: `${name}: ${judgement.why}` };
      return fail(judged, judgement.say, reason, now);
    }
  }
}

function pass(state: RolloutState, { name }: BucketProgress, now: number): RolloutState {
  const passed = withBucket(state, name, (one) => ({ ...one, phase: 'Passed', endedAt: now }));
  const isOver = !passed.buckets.some(({ phase }) => phase === 'Waiting');
  if (state.plan.rules.autoResume || isOver) return passed;
  const why = `${name} has passed: every bucket waits for a person`;
  return hold(passed, { source: 'approval', by: ENGINE, why }, now);
}

function readCalendar(state: RolloutState, now: number, act: (action: RolloutAction) => void): RolloutState {
  const isKnown = state.calendar !== null && now < state.calendar.until;
  if (isKnown || state.calendarAsked) return state;
  act({ act: 'readCalendar', from: now });
  return { ...state, calendarAsked: true };
}

/** The next buckets, in their order, as many as may be under way at a time. */
function begin(before: RolloutState, now: number, act: (action: RolloutAction) => void): RolloutState {
  let state = before;
  for (;;) {
    const bucket = nextBucket(state, now);
    if (!bucket) return state;
    const { name, badBefore, joined } = bucket;
    const attempt = bucket.attempt + 1;
    const started: BucketProgress = { ...bucket, phase: 'Running', attempt, startedAt: bucket.startedAt ?? now };
    const orders = ordersFor(state, started, now);
    state = withBucket({ ...state, startedAt: state.startedAt ?? now }, name, () => ({ ...started, told: orders }));
    act({ act: 'startBucket', bucket: name, attempt, orders, joined, ...(attempt > 1 && { badBefore }) });
  }
}

function nextBucket(state: RolloutState, now: number): BucketProgress | undefined {
  const { buckets, holds, calendar, plan } = state;
  if (holds.length > 0 || !calendar || now >= calendar.until) return undefined;
  const bucket = buckets.find(({ phase }) => phase === 'Waiting');
  if (!bucket) return undefined;
  const active = buckets.filter(({ phase }) => phase === 'Running' || phase === 'Soaking' || phase === 'Judging');
  const isAlone = (name: string) => plan.buckets.find((one) => one.name === name)?.alone === true;
  if (active.length >= plan.rules.maxConcurrentDomains) return undefined;
  if (active.length > 0 && (isAlone(bucket.name) || active.some(({ name }) => isAlone(name)))) return undefined;
  return mayBegin(calendar, now, takesAbout(state, bucket)).open ? bucket : undefined;
}

/** Whoever's orders have changed. */
function tell(before: RolloutState, now: number, act: (action: RolloutAction) => void): RolloutState {
  const buckets = before.buckets.map((bucket) => {
    if (bucket.phase !== 'Running') return bucket;
    const orders = ordersFor(before, bucket, now);
    const wasHeld = bucket.wasHeld || orders.held !== '';
    if (bucket.told && isSame(orders, bucket.told)) return { ...bucket, wasHeld };
    act({ act: 'tellBucket', bucket: bucket.name, orders });
    return { ...bucket, told: orders, wasHeld };
  });
  return { ...before, buckets };
}

function conclude(state: RolloutState, now: number, act: (action: RolloutAction) => void): RolloutState {
  const { buckets, ending, plan } = state;
  const isOpen = ({ phase }: BucketProgress) => phase === 'Waiting' || phase === 'Soaking' || phase === 'Judging';
  if (buckets.some(({ phase }) => phase === 'Running') || (!ending && buckets.some(isOpen))) return state;
  // More failures than may be: whether the commit is good all the same, a person says.
  if (!ending && isHeldByFailures(state)) return state;
  const finish = (phase: RolloutPhase, why: string, ended: BucketProgress[]): RolloutState => {
    act({ act: 'finish', phase, why });
    return { ...state, buckets: ended, holds: [], result: { phase, why, at: now } };
  };
  if (!ending) {
    const done = buckets.reduce((sum, { counts }) => sum + doneIn(counts), 0);
    const tried = plan.rules.dryRun === 'Only' ? 'tried only: ' : '';
    return finish(
      'Succeeded',
      `${tried}${done} of ${nodesOf(buckets)} nodes are at ${plan.toCommit.slice(0, 12)}`,
      buckets,
    );
  }
  const stopped = buckets.map((one): BucketProgress =>
    isOpen(one) ? { ...one, phase: 'Stopped', endedAt: now } : one,
  );
  return finish(ending.phase, `${ending.by}: ${ending.why}`, stopped);
}

function nodesOf(buckets: readonly BucketProgress[]): number {
  return buckets.reduce((sum, { nodes }) => sum + nodes, 0);
}

function nextLook(state: RolloutState, now: number): number | null {
  const { holds, buckets, calendar, calendarAsked, plan } = state;
  const times = holds.flatMap(({ until }) => until ?? []);
  for (const { phase, soakUntil, judging, name } of buckets) {
    if (phase === 'Soaking' && soakUntil !== undefined) times.push(soakUntil);
    const isHeld = holds.some(({ source, bucket }) => source === 'gate' && bucket === name);
    if (phase !== 'Judging' || !judging || judging.asked || isHeld) continue;
    const judgement = judge(plan.rules.gates, judging, now);
    if (judgement.say === 'Wait') times.push(judgement.until);
  }
  if (!state.ending && calendar) {
    if (!calendarAsked) times.push(calendar.until);
    const opening = openingAt(calendar, now);
    const waiting = buckets.find(({ phase }) => phase === 'Waiting');
    const begins = waiting && mayBegin(calendar, now, takesAbout(state, waiting));
    if (begins && !begins.open && begins.at !== null) times.push(begins.at);
    const change = opening.open ? opening.until : opening.at;
    if (change !== null) times.push(change);
  }
  const later = times.filter((time) => time > now);
  return later.length > 0 ? Math.min(...later) : null;
}
