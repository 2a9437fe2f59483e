import { brokenIn, settledOf, sumOf, unfinishedIn, untouched } from './counts.ts';
import { isKnown } from './failures.ts';
import { endRollout, hold, holdOff, isHeldByFailures, withBucket } from './holds.ts';
import { takeJoined } from './joined.ts';
import { askAgainAt } from './judging.ts';
import type { BucketReport } from './bucket-orders.ts';
import type { RolloutEvent } from './events.ts';
import type { BucketProgress, RolloutState, Word } from './rollout-state.ts';

const MOST_WORDS = 20;
const MOST_JIDS = 8;
const MOST_SKIPPED = 5_000;
const MOST_KNOWN = 100;

type Of<T extends RolloutEvent['type']> = Extract<RolloutEvent, { type: T }>;

/** What happened, in the state; what follows from it is decided afterwards. Nothing is taken after the end. */
export function takeRolloutEvent(before: RolloutState, event: RolloutEvent, now: number): RolloutState {
  if (before.result) return before;
  const state = said(before, event, now);
  switch (event.type) {
    case 'Pause': {
      const { by, why, until } = event;
      const others = state.holds.filter((one) => one.source !== 'command' || one.by !== by);
      const since = now;
      return {
        ...state,
        holds: [...others, { source: 'command', by, why, since, ...(until !== undefined && { until }) }],
      };
    }
    case 'Resume':
      return resume(state, now);
    case 'ObjectPauses':
      return objectPauses(state, event, now);
    case 'CalendarRead':
      return { ...state, calendar: event.calendar, calendarAsked: false };
    case 'BucketReport':
      return withBucket(state, event.bucket, (bucket) =>
        isOfNow(bucket, event) ? reported(bucket, event.report) : bucket,
      );
    case 'BucketEnded':
      return withBucket(state, event.bucket, (bucket) =>
        isOfNow(bucket, event) ? ended(state, bucket, event.report, now) : bucket,
      );
    case 'GatesMeasured':
      return withBucket(state, event.bucket, (bucket) => measured(state, bucket, event, now));
    case 'Promote':
      return promote(state, event, now);
    case 'SkipBucket':
      return skipBucket(state, event, now);
    case 'SkipNodes':
      return { ...state, skippedNodes: [...new Set([...state.skippedNodes, ...event.nodes])].slice(0, MOST_SKIPPED) };
    case 'Retry':
      return retry(state, event);
    case 'Abort':
      return endRollout(state, 'Aborted', event, now);
    case 'Rollback':
      return endRollout(state, 'RolledBack', event, now);
    case 'Supersede':
      return endRollout(state, 'Superseded', event, now);
    case 'NodesJoined':
      return takeJoined(state, event.nodes);
  }
}

/** Keeps who did what and why. */
function said(state: RolloutState, event: RolloutEvent, now: number): RolloutState {
  if (!('by' in event)) return state;
  const { type, by, why } = event;
  const at = 'bucket' in event && event.bucket !== undefined ? ` ${event.bucket}` : '';
  const word: Word = { act: `${type}${at}`, by, why, at: now };
  return { ...state, words: [...state.words, word].slice(-MOST_WORDS) };
}

function objectPauses(state: RolloutState, event: Of<'ObjectPauses'>, now: number): RolloutState {
  const { pausedBySpec, pausedByAnnotation } = event;
  let next = holdOff(state, ({ source }) => source === 'annotation' && pausedByAnnotation === undefined);
  if (!pausedBySpec) next = holdOff(next, ({ source }) => source === 'spec');
  else next = hold(next, { source: 'spec', by: 'spec.paused', why: 'set in the object' }, now);
  if (pausedByAnnotation === undefined) return next;
  next = holdOff(next, ({ source, why }) => source === 'annotation' && why !== pausedByAnnotation);
  return hold(next, { source: 'annotation', by: 'annotation', why: pausedByAnnotation }, now);
}

/** A person has looked at whatever held it: what was wrong until now is accepted, and gates are asked anew. */
function resume(state: RolloutState, now: number): RolloutState {
  const judged = new Set(state.holds.flatMap(({ source, bucket }) => (source === 'gate' ? [bucket] : [])));
  const surprised = new Set(state.holds.flatMap(({ source, bucket }) => (source === 'changeSet' ? [bucket] : [])));
  const isBudget = isHeldByFailures(state);
  const buckets = state.buckets.map((bucket): BucketProgress => ({
    ...bucket,
    forgiven: isBudget ? Math.max(bucket.forgiven, brokenIn(bucket.counts)) : bucket.forgiven,
    changesApproved: bucket.changesApproved || surprised.has(bucket.name),
    judging: judged.has(bucket.name) ? { since: now, asked: false, results: [] } : bucket.judging,
  }));
  const accepted = isBudget ? state.buckets.flatMap(({ failures }) => failures) : [];
  const causes = accepted.filter((cause) => !isKnown(cause, state.knownCauses));
  const knownCauses = [...state.knownCauses, ...causes.map(({ stateId, message }) => ({ stateId, message }))];
  const kept = state.holds.filter(({ source }) => source === 'spec' || source === 'annotation');
  return { ...state, buckets, knownCauses: knownCauses.slice(-MOST_KNOWN), holds: kept };
}

/** Of an attempt before, or of a bucket that somebody took out: nothing is learnt from it any more. */
function isOfNow({ attempt, phase }: BucketProgress, event: { attempt: number }): boolean {
  return attempt === event.attempt && phase === 'Running';
}

/** Failures that were told before an order to try them again was heard are no news. */
function reported(bucket: BucketProgress, report: BucketReport): BucketProgress {
  if (report.retried < bucket.retries) return bucket;
  const { counts, failures, jids, changeSets, badBefore, stuck } = report;
  return {
    ...bucket,
    counts: sumOf([bucket.settled, counts]),
    failures,
    jids: [...new Set([...bucket.jids, ...jids])].slice(-MOST_JIDS),
    changeSets: changeSets.length > 0 ? changeSets : bucket.changeSets,
    badBefore: [...new Set([...bucket.badBefore, ...badBefore])],
    stuck,
  };
}

/** All of its nodes are done; or it was stopped, or did not hear any more that some are to be tried again. */
function ended(
  { plan, ending }: RolloutState,
  before: BucketProgress,
  report: BucketReport,
  now: number,
): BucketProgress {
  const { retries } = before;
  const bucket = reported(before, { ...report, retried: retries });
  const { skipped, counts } = bucket;
  const done: BucketProgress = { ...bucket, stuck: undefined, told: undefined, appliedAt: now };
  if (skipped) return { ...done, phase: 'Skipped', endedAt: now };
  if (counts.pending > 0 || report.retried < retries)
    return ending ? { ...done, phase: 'Stopped', endedAt: now } : onceMore(done);
  const soakMs = plan.buckets.find(({ name }) => name === bucket.name)?.soakMs ?? plan.rules.soakMs;
  return { ...done, phase: 'Soaking', soakUntil: now + soakMs };
}

function measured(
  state: RolloutState,
  bucket: BucketProgress,
  event: Of<'GatesMeasured'>,
  now: number,
): BucketProgress {
  if (bucket.phase !== 'Judging' || !bucket.judging?.asked) return bucket;
  const again = askAgainAt(state.plan.rules.gates, event.results, now);
  return { ...bucket, judging: { since: bucket.judging.since, asked: false, again, results: event.results } };
}

function promote(state: RolloutState, { bucket: name, by, why }: Of<'Promote'>, now: number): RolloutState {
  const isMeant = (bucket?: string) => name === undefined || bucket === name;
  const free = holdOff(
    state,
    ({ source, bucket }) => (source === 'gate' && isMeant(bucket)) || (source === 'approval' && name === undefined),
  );
  if (name === undefined) return { ...free, promoted: { act: 'Promote', by, why, at: now } };
  const freed = holdOff(free, ({ source, bucket }) => source === 'failures' && bucket === name);
  return withBucket(freed, name, (bucket) => ({ ...bucket, promoted: true, forgiven: brokenIn(bucket.counts) }));
}

/** What is under way in it ends first. */
function skipBucket(state: RolloutState, { bucket: name }: Of<'SkipBucket'>, now: number): RolloutState {
  const free = holdOff(state, ({ bucket }) => bucket === name);
  return withBucket(free, name, (bucket) => {
    if (bucket.phase === 'Running') return { ...bucket, skipped: true, forgiven: brokenIn(bucket.counts) };
    const { pending } = bucket.counts;
    const counts = { ...bucket.counts, pending: 0, skipped: bucket.counts.skipped + pending };
    return { ...bucket, phase: 'Skipped', skipped: true, counts, judging: undefined, endedAt: now };
  });
}

/** A bucket whose workflow has ended gets another one, for the nodes that are not done. */
function retry(state: RolloutState, { bucket: name }: Of<'Retry'>): RolloutState {
  const isMeant = (bucket: BucketProgress) => (name === undefined || bucket.name === name) && mayRetry(bucket);
  const meant = new Set(state.buckets.filter(isMeant).map((bucket) => bucket.name));
  const free = holdOff(
    state,
    ({ source, bucket }) =>
      (source === 'failures' || source === 'sharedFailure' || source === 'gate') &&
      (bucket === undefined || meant.has(bucket)),
  );
  const buckets = free.buckets.map((bucket): BucketProgress => {
    if (!meant.has(bucket.name)) return bucket;
    if (bucket.phase !== 'Running') return onceMore(bucket);
    return { ...onceMore(bucket), phase: 'Running', settled: bucket.settled, retries: bucket.retries + 1 };
  });
  return { ...free, buckets };
}

function onceMore(bucket: BucketProgress): BucketProgress {
  const settled = settledOf(bucket.counts);
  return {
    ...bucket,
    phase: 'Waiting',
    settled,
    counts: sumOf([settled, untouched(bucket.nodes - settled.nodes)]),
    failures: [],
    forgiven: 0,
    accepted: false,
    promoted: false,
    judging: undefined,
    soakUntil: undefined,
    endedAt: undefined,
  };
}

/** It was begun, and not everything in it is as it is wanted. */
export function mayRetry({ phase, attempt, counts }: BucketProgress): boolean {
  return attempt > 0 && phase !== 'Skipped' && unfinishedIn(counts) > 0;
}
