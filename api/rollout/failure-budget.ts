import { atMost, brokenIn } from './counts.ts';
import { inWords, isKnown, mergeFailures } from './failures.ts';
import type { Counts } from './nodes.ts';
import type { BucketProgress, RolloutState } from './rollout-state.ts';

/** Why no further node may be touched. */
export interface Excess {
  source: 'failures' | 'sharedFailure';
  bucket?: string;
  why: string;
}

/** Failures that nobody has accepted. */
export function unforgivenIn({ counts, forgiven, phase }: BucketProgress): number {
  return phase === 'Skipped' ? 0 : Math.max(0, brokenIn(counts) - forgiven);
}

/** What gates are told of a bucket: what a person has accepted is no failure any more. */
export function countsToJudge({ counts, forgiven, accepted }: BucketProgress): Counts {
  if (accepted) return { ...counts, failed: 0, busy: 0, unreachable: 0, lost: 0 };
  const failed = Math.max(0, counts.failed - forgiven);
  const lost = Math.max(0, counts.lost - Math.max(0, forgiven - counts.failed));
  const unreachable = Math.max(0, counts.unreachable - Math.max(0, forgiven - counts.failed - counts.lost));
  return { ...counts, failed, lost, unreachable };
}

/** The first budget that is used up and over, if any. */
export function excessOf(state: RolloutState): Excess | undefined {
  const { perBucket, total, shared } = state.plan.rules.failureBudget;
  const { buckets, knownCauses } = state;
  for (const bucket of buckets) {
    const allowed = atMost(perBucket, bucket.nodes);
    const broken = unforgivenIn(bucket);
    if (broken <= allowed) continue;
    const why = `${broken} of ${bucket.nodes} nodes of ${bucket.name} failed by the release, ${allowed} may`;
    return { source: 'failures', bucket: bucket.name, why };
  }
  const nodes = totalNodes(state);
  const allowed = atMost(total, nodes);
  const broken = totalUnforgiven(state);
  if (broken > allowed) {
    return { source: 'failures', why: `${broken} of ${nodes} nodes failed by the release, ${allowed} may` };
  }
  if (shared === 0) return undefined;
  const groups = mergeFailures(buckets.filter(({ phase }) => phase !== 'Skipped').map(({ failures }) => failures));
  const group = groups.find((one) => one.nodes >= shared && !isKnown(one, knownCauses));
  if (!group) return undefined;
  return { source: 'sharedFailure', why: `${group.nodes} nodes share one new failure, ${inWords(group)}` };
}

/** So many of a bucket's nodes may fail by now, so that neither its own budget nor that of all is exceeded. */
export function failuresAllowed(state: RolloutState, bucket: BucketProgress): number {
  const { perBucket, total } = state.plan.rules.failureBudget;
  const own = atMost(perBucket, bucket.nodes) + bucket.forgiven;
  const left = atMost(total, totalNodes(state)) - totalUnforgiven(state);
  return Math.max(0, Math.min(own, brokenIn(bucket.counts) + left));
}

function totalNodes({ buckets }: RolloutState): number {
  return buckets.reduce((sum, { nodes }) => sum + nodes, 0);
}

function totalUnforgiven({ buckets }: RolloutState): number {
  return buckets.reduce((sum, bucket) => sum + unforgivenIn(bucket), 0);
}
