import { atMost } from './counts.ts';
import type { BucketProgress, RolloutState } from './rollout-state.ts';

/**
 * How long a bucket is under way by what others took: the time of a slice, in the last bucket that was not held meanwhile,
 * for each of its own. 0 while that is not known.
 */
export function takesAbout(state: RolloutState, bucket: BucketProgress): number {
  const [last] = state.buckets
    .filter(({ wasHeld, attempt, appliedAt }) => !wasHeld && attempt === 1 && appliedAt !== undefined)
    .sort((a, b) => (b.appliedAt ?? 0) - (a.appliedAt ?? 0));
  if (last?.startedAt === undefined || last.appliedAt === undefined) return 0;
  const ofSlice = (last.appliedAt - last.startedAt) / slicesOf(state, last);
  return Math.round(ofSlice * slicesOf(state, bucket));
}

function slicesOf({ plan }: RolloutState, { name, nodes }: BucketProgress): number {
  const planned = plan.buckets.find((one) => one.name === name);
  const size = Math.max(1, atMost(planned?.maxUnavailable ?? plan.rules.maxUnavailable, nodes));
  return Math.max(1, Math.ceil(nodes / size));
}
