import { brokenIn, doneIn, sumOf } from './counts.ts';
import { mergeFailures } from './failures.ts';
import { mayBegin, openingAt } from './slots.ts';
import { takesAbout } from './takes-about.ts';
import type { Hold } from './hold-sources.ts';
import { BUCKET_PHASES, type BucketPhase, type RolloutPhase } from './phases.ts';
import type { BucketProgress, RolloutState } from './rollout-state.ts';

/** What a status shows of a rollout, of 5,000 nodes as of five. Times are RFC 3339. */
export type RolloutReport = ReturnType<typeof reportRollout>;

const MOST_BUCKETS = 200;
const MOST_FAILURES = 10;
const MOST_HOLDS = 32;

export function reportRollout(state: RolloutState, now: number) {
  const { buckets, holds, words, startedAt, result } = state;
  const totals = sumOf(buckets.map(({ counts }) => counts));
  const shown = shownOf(buckets);
  return {
    phase: phaseOf(state, now),
    message: clip(messageOf(state, now), 1024),
    progress: `${doneIn(totals)}/${totals.nodes}`,
    currentBucket: buckets.find(isActive)?.name,
    pauses: holds.slice(-MOST_HOLDS).map(shownHold),
    totals,
    buckets: buckets.filter((bucket) => shown.has(bucket)).map((bucket) => shownBucket(bucket, now)),
    otherBuckets: othersOf(buckets.filter((bucket) => !shown.has(bucket))),
    topFailures: mergeFailures(buckets.map(({ failures }) => failures))
      .slice(0, MOST_FAILURES)
      .map((group) => ({ ...group, stateId: clip(group.stateId, 253), message: clip(group.message, 1024) })),
    words: words.map(({ act, by, why, at }) => ({ act: clip(act, 63), by, why: clip(why, 1024), at: time(at) })),
    ...(startedAt !== undefined && { startedAt: time(startedAt) }),
    ...(result && { finishedAt: time(result.at) }),
  };
}

export function phaseOf(state: RolloutState, now: number): RolloutPhase {
  const { result, ending, holds, buckets, startedAt } = state;
  if (result) return result.phase;
  if (ending) return 'Running';
  if (holds.length > 0) return 'Paused';
  if (isBlocked(state, now)) return 'Blocked';
  return startedAt === undefined && !buckets.some(isActive) ? 'Planned' : 'Running';
}

/** It waits for a time, and for nothing else. */
function isBlocked({ calendar, buckets, ...state }: RolloutState, now: number): boolean {
  if (!calendar) return false;
  if (buckets.some(({ phase }) => phase === 'Soaking' || phase === 'Judging')) return false;
  if (!openingAt(calendar, now).open) return true;
  const waiting = buckets.find(({ phase }) => phase === 'Waiting');
  if (!waiting || buckets.some(({ phase }) => phase === 'Running')) return false;
  return !mayBegin(calendar, now, takesAbout({ ...state, calendar, buckets }, waiting)).open;
}

/** What it waits for, who holds it until when, or how it ended. */
export function messageOf(state: RolloutState, now: number): string {
  const { result, ending, holds, buckets, calendar, plan } = state;
  if (result) return result.why;
  const running = buckets.filter(({ phase }) => phase === 'Running').map(({ name }) => name);
  if (ending) {
    const rest = running.length > 0 ? `; what is under way in ${list(running)} ends first` : '';
    return `${WORDS[ending.phase]} by ${ending.by}: ${ending.why}${rest}.`;
  }
  if (holds.length > 0) return `Held by ${holds.map(holdInWords).join('; ')}.`;
  if (!calendar) return 'The windows are being read.';
  const waiting = buckets.find(({ phase }) => phase === 'Waiting');
  const opening = waiting ? mayBegin(calendar, now, takesAbout(state, waiting)) : openingAt(calendar, now);
  const active = buckets.filter(isActive).map((bucket) => stateInWords(bucket, now));
  if (!opening.open && active.length < plan.rules.maxConcurrentDomains) {
    const from = opening.at === null ? '' : ` Goes on at ${time(opening.at)}.`;
    active.push(`the next one waits, ${opening.why}.${from}`);
  }
  return sentence(active.join('; ')) || 'About to begin.';
}

const WORDS = { Aborted: 'Aborted', RolledBack: 'Rolled back', Superseded: 'Superseded' } as const;

function holdInWords({ by, why, until }: Hold): string {
  return `${by}: ${why}${until === undefined ? '' : ` (until ${time(until)})`}`;
}

function stateInWords({ name, phase, counts, soakUntil, judging, stuck }: BucketProgress, now: number): string {
  switch (phase) {
    case 'Soaking':
      return `${name} soaks until ${time(soakUntil ?? now)}`;
    case 'Judging': {
      const open = judging?.results.find(({ verdict }) => verdict !== 'Healthy');
      return open ? `${name} waits for gate ${open.gate}: ${open.message}` : `${name} is being judged`;
    }
    default: {
      const broken = brokenIn(counts);
      const bad = broken > 0 ? `, ${broken} failed` : '';
      return `${name}: ${doneIn(counts)} of ${counts.nodes} nodes are done${bad}${stuck ? `, ${stuck.why}` : ''}`;
    }
  }
}

function isActive({ phase }: BucketProgress): boolean {
  return phase === 'Running' || phase === 'Soaking' || phase === 'Judging';
}

/** Those that something happens in, then those where something went wrong, then the next ones, then the last ones. */
function shownOf(buckets: readonly BucketProgress[]): ReadonlySet<BucketProgress> {
  const rank = (bucket: BucketProgress) => {
    if (isActive(bucket)) return 0;
    if (brokenIn(bucket.counts) > 0) return 1;
    return bucket.phase === 'Waiting' ? 2 : 3;
  };
  const sorted = [...buckets].sort((a, b) => rank(a) - rank(b) || (b.endedAt ?? 0) - (a.endedAt ?? 0));
  return new Set(sorted.slice(0, MOST_BUCKETS));
}

function shownBucket(bucket: BucketProgress, now: number) {
  const { name, phase, attempt, startedAt, soakUntil, endedAt, counts, jids, judging } = bucket;
  const gates = judging?.results.map(({ gate, verdict, message }) => ({
    name: clip(gate, 63),
    verdict,
    message: clip(message, 256),
  }));
  return {
    name,
    state: phase,
    attempt,
    counts,
    ...(startedAt !== undefined && { startedAt: time(startedAt) }),
    ...(phase === 'Soaking' && soakUntil !== undefined && { soakUntil: time(soakUntil) }),
    ...(endedAt !== undefined && { finishedAt: time(endedAt) }),
    ...(jids.length > 0 && { jids: jids.slice(-8) }),
    ...(gates && gates.length > 0 && { gates }),
    ...(isActive(bucket) && { message: clip(stateInWords(bucket, now), 256) }),
  };
}

function othersOf(buckets: readonly BucketProgress[]) {
  return BUCKET_PHASES.flatMap((state: BucketPhase) => {
    const those = buckets.filter(({ phase }) => phase === state);
    if (those.length === 0) return [];
    return [{ state, buckets: those.length, nodes: those.reduce((sum, { nodes }) => sum + nodes, 0) }];
  });
}

function shownHold({ source, bucket, by, why, since, until }: Hold) {
  return {
    source,
    ...(bucket !== undefined && { bucket }),
    by: clip(by, 253),
    why: clip(why, 1024),
    since: time(since),
    ...(until !== undefined && { until: time(until) }),
  };
}

function sentence(text: string): string {
  return text === '' || text.endsWith('.') ? text : `${text}.`;
}

function list(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
