import { failuresAllowed } from './failure-budget.ts';
import { holdOnNodes } from './holds.ts';
import { openingAt } from './slots.ts';
import type { BucketOrders } from './bucket-orders.ts';
import type { BucketProgress, RolloutState } from './rollout-state.ts';

const MOST_CHANGES = 50;

/** What a bucket's workflow may do by now. */
export function ordersFor(state: RolloutState, bucket: BucketProgress, now: number): BucketOrders {
  return {
    held: whyHeld(state, now),
    stop: state.ending !== undefined || bucket.skipped,
    failuresAllowed: failuresAllowed(state, bucket),
    retries: bucket.retries,
    skip: state.skippedNodes,
    expectedChanges: expectedChanges(state, bucket),
  };
}

/** Empty when nothing does. */
function whyHeld(state: RolloutState, now: number): string {
  const held = holdOnNodes(state);
  if (held) return `${held.by}: ${held.why}`;
  if (!state.calendar) return '';
  const opening = openingAt(state.calendar, now);
  return opening.open ? '' : opening.why;
}

/** What buckets before it would have changed and did. The first one is where that is learnt. */
function expectedChanges({ buckets, plan }: RolloutState, bucket: BucketProgress): string[] | null {
  if (plan.rules.unexpectedChanges === 'Allow' || bucket.changesApproved) return null;
  const passed = buckets.filter(({ phase }) => phase === 'Passed');
  if (passed.length === 0) return null;
  return [...new Set(passed.flatMap(({ changeSets }) => changeSets.map(({ text }) => text)))].slice(0, MOST_CHANGES);
}

export function isSame(one: BucketOrders, other: BucketOrders): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
