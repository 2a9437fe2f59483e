import type { Slices } from './baseline.ts';
import type { SaltJobTruth } from './simulated-salt.ts';

/** The slices that a rollout of the commit sent out, by rack and in their order, as the master itself tells it. */
export function slicesOf(jobs: readonly SaltJobTruth[], commit: string): Slices {
  const slices = new Map<string, string[][]>();
  for (const { minions, metadata, kwargs } of jobs) {
    const { rollout, bucket } = metadata;
    if (rollout === undefined || bucket === undefined || kwargs.saltenv !== commit) continue;
    slices.set(bucket, [...(slices.get(bucket) ?? []), minions]);
  }
  return slices;
}
