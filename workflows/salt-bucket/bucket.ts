import { condition, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { BucketFrame } from '../../activities/rollout/read-bucket.ts';
import type { BucketReport } from '../../api/rollout/bucket-orders.ts';
import type { BucketState } from '../../api/rollout/bucket-state.ts';
import type { Call } from '../call.ts';
import {
  type BucketNews,
  bucketNewsSignal,
  type MinionsNews,
  type NumberedOrders,
  saltBucketWorkflowId,
  type SaltBucketInput,
  saltTransactionWorkflowId,
} from '../contract.ts';
import { createMinionsShow, type MinionsShow } from '../show-minions.ts';

/** Everything that is carried from run to run; no slice is under way then. */
export interface CarriedBucket {
  begun: BegunBucket;
  told: NumberedOrders;
  unshown: MinionsNews[];
}

export interface BegunBucket {
  /** What was read of it. */
  readonly frame: BucketFrame;
  engine: BucketState;
}

export interface Bucket {
  readonly input: SaltBucketInput<CarriedBucket>;
  readonly call: Call;
  /** Its id, under which budgets know it. */
  readonly id: string;
  /** Undefined before it was read. */
  begun?: BegunBucket;
  told: NumberedOrders;
  /** A slice is on its way to Salt just now. */
  sending: boolean;
  /** A slice goes on beside the decisions: no run may end meanwhile. */
  busy: boolean;
  /** What goes on beside the slices, too. */
  asides: number;
  /** How it stands, if that is still to be told. */
  report?: BucketReport;
  telling: boolean;
  /** What was told last. */
  reported?: BucketReport;
  /** Milliseconds since the epoch: when something was told last, or the run began. */
  reportedAt: number;
  /** The run is about to end: nothing is put off any more. */
  leaving: boolean;
  readonly minions: MinionsShow;
  /** What is not shown of its minions yet: nothing waits for that but the end of the chain. */
  readonly unshown: readonly MinionsNews[];
  /** Counts what cuts waits short. */
  nudges: number;
  /** Something was heard since the last decision. */
  due: boolean;
}

export function openBucket(input: SaltBucketInput<CarriedBucket>, call: Call): Bucket {
  const { carried, orders: told, clusterId } = input;
  const id = saltBucketWorkflowId(input);
  // Who started it knows how it begins.
  const idle = { sending: false, busy: false, asides: 0, telling: false, reportedAt: Date.now(), leaving: false };
  const unshown = carried?.unshown ?? [];
  const minions = createMinionsShow(clusterId, unshown);
  return { told, ...carried, ...idle, minions, unshown, input, call, id, nudges: 0, due: true };
}

/** Nothing may be sent out. */
export function isHeld({ told }: Bucket): boolean {
  return told.orders.held !== '' || told.orders.stop;
}

/** What the decisions and the slices need not wait for. */
export function aside(bucket: Bucket, act: () => Promise<void>): void {
  bucket.asides += 1;
  void act().finally(() => (bucket.asides -= 1));
}

/** What is on its way to the transaction arrives before what is told next. */
export function untilTold(bucket: Bucket): Promise<void> {
  return withoutDelay(bucket, () => !bucket.telling);
}

export function untilAsidesAreThrough(bucket: Bucket): Promise<void> {
  return withoutDelay(bucket, () => bucket.asides === 0);
}

async function withoutDelay(bucket: Bucket, met: () => boolean): Promise<void> {
  bucket.leaving = true;
  await condition(met);
  bucket.leaving = false;
}

/** `Omit` of a union, member by member. */
type Told<N> = N extends unknown ? Omit<N, 'bucket' | 'attempt'> : never;

/** A transaction that is no more needs no news. */
export async function tell({ input }: Bucket, news: Told<BucketNews>): Promise<void> {
  const { transaction, bucket, attempt } = input;
  try {
    const handle = getExternalWorkflowHandle(saltTransactionWorkflowId(transaction));
    await handle.signal(bucketNewsSignal, { bucket, attempt, ...news });
  } catch (error) {
    log.warn('The transaction could not be told', { news: news.type, error: String(error) });
  }
}
