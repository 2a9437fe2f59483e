import { condition } from '@temporalio/workflow';
import type { BucketReport } from '../../api/rollout/bucket-orders.ts';
import { isWorse } from '../../api/rollout/worse.ts';
import { PACE_MS } from '../pace.ts';
import { aside, type Bucket, tell } from './bucket.ts';

/**
 * Tells the transaction how the bucket stands, one report after the other: what only counts on waits a while, and a newer
 * report takes the place of one that waits. What went wrong does not wait, nor does anything at the end of a run.
 */
export function tellReport(bucket: Bucket, report: BucketReport): void {
  bucket.report = report;
  if (bucket.telling) return;
  bucket.telling = true;
  aside(bucket, () => tellAll(bucket));
}

async function tellAll(bucket: Bucket): Promise<void> {
  while (bucket.report) {
    const early = bucket.reportedAt + PACE_MS - Date.now();
    const isDue = () => bucket.leaving || (bucket.report !== undefined && isWorse(bucket.report, bucket.reported));
    if (early > 0) await condition(isDue, early, { summary: 'what only counts on is told less often' });
    const { report } = bucket;
    // The end, which tells all of it, took its place.
    if (!report) break;
    bucket.report = undefined;
    bucket.reported = report;
    bucket.reportedAt = Date.now();
    await tell(bucket, { type: 'report', report });
  }
  bucket.telling = false;
}
