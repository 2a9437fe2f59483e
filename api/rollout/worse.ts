import type { BucketReport } from './bucket-orders.ts';
import { brokenIn } from './counts.ts';

/** Something went wrong since: whoever decides is to know at once. */
export function isWorse(report: BucketReport, before: BucketReport | undefined): boolean {
  const broken = before ? brokenIn(before.counts) : 0;
  return brokenIn(report.counts) > broken || (report.stuck !== undefined && before?.stuck === undefined);
}
