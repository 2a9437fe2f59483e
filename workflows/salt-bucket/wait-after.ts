import { condition } from '@temporalio/workflow';
import { backoffMs, faultOf } from '../failure.ts';
import { type Bucket, isHeld, tell } from './bucket.ts';

/** Says what went wrong, and waits until it is time to try again, or something is heard. */
export async function waitAfter(bucket: Bucket, error: unknown, faults: number): Promise<void> {
  const fault = faultOf(error);
  await waitFor(bucket, fault.message, backoffMs(fault, faults));
}

export async function waitFor(bucket: Bucket, what: string, ms: number): Promise<void> {
  const { nudges } = bucket;
  const held = isHeld(bucket);
  await tell(bucket, { type: 'waits', for: what });
  const isDue = () => bucket.nudges !== nudges || isHeld(bucket) !== held;
  await condition(isDue, ms, { summary: 'try again, unless there is news' });
  await tell(bucket, { type: 'waits' });
}
