import { untouched } from './counts.ts';
import type { PlannedBucket } from './plan.ts';
import type { BucketProgress } from './rollout-state.ts';

/** Of a bucket that nobody has touched. */
export function newProgress({ name, nodes }: Pick<PlannedBucket, 'name' | 'nodes'>): BucketProgress {
  return {
    name,
    nodes,
    phase: 'Waiting',
    attempt: 0,
    counts: untouched(nodes),
    settled: untouched(0),
    failures: [],
    jids: [],
    changeSets: [],
    badBefore: [],
    wasHeld: false,
    promoted: false,
    skipped: false,
    forgiven: 0,
    accepted: false,
    changesApproved: false,
    retries: 0,
  };
}
