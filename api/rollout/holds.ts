import type { Hold } from './hold-sources.ts';
import type { BucketProgress, Ending, RolloutState } from './rollout-state.ts';

const MOST_HOLDS = 32;

/** Of one source and one bucket there is one hold: the first. */
export function hold(state: RolloutState, given: Omit<Hold, 'since'>, now: number): RolloutState {
  const isThere = state.holds.some(({ source, bucket }) => source === given.source && bucket === given.bucket);
  if (isThere) return state;
  return { ...state, holds: [...state.holds, { ...given, since: now }].slice(-MOST_HOLDS) };
}

export function holdOff(state: RolloutState, isMeant: (hold: Hold) => boolean): RolloutState {
  return { ...state, holds: state.holds.filter((one) => !isMeant(one)) };
}

/** More of them than may be, by one budget or another. */
export function isHeldByFailures({ holds }: RolloutState): boolean {
  return holds.some(({ source }) => source === 'failures' || source === 'sharedFailure');
}

/** The first hold that lets no node be touched. What waits for a person before a bucket lets the others go on. */
export function holdOnNodes({ holds }: RolloutState): Hold | undefined {
  return holds.find(({ source }) => source !== 'approval' && source !== 'changeSet');
}

/** Who decided first decides; but what is to be undone is undone. */
export function endRollout(
  state: RolloutState,
  phase: Ending['phase'],
  { by, why }: { by: string; why: string },
  now: number,
): RolloutState {
  if (state.ending && phase !== 'RolledBack') return state;
  return { ...state, ending: { phase, by, why, since: now } };
}

export function withBucket(
  state: RolloutState,
  name: string,
  change: (bucket: BucketProgress) => BucketProgress,
): RolloutState {
  return { ...state, buckets: state.buckets.map((bucket) => (bucket.name === name ? change(bucket) : bucket)) };
}
