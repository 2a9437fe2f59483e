import { getExternalWorkflowHandle, log } from '@temporalio/workflow';
import type { BucketFrame } from '../../activities/rollout/read-bucket.ts';
import type { BucketState } from '../../api/rollout/bucket-state.ts';
import type { Call } from '../call.ts';
import {
  type BucketNews,
  bucketNewsSignal,
  type NumberedOrders,
  saltBucketWorkflowId,
  type SaltBucketInput,
  saltTransactionWorkflowId,
} from '../contract.ts';

/** Everything that is carried from run to run; no slice is under way then. */
export interface CarriedBucket {
  begun: BegunBucket;
  told: NumberedOrders;
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
  /** Something goes on beside the decisions: no run may end meanwhile. */
  busy: boolean;
  /** Counts what cuts waits short. */
  nudges: number;
  /** Something was heard since the last decision. */
  due: boolean;
}

export function openBucket(input: SaltBucketInput<CarriedBucket>, call: Call): Bucket {
  const { carried, orders: told } = input;
  const id = saltBucketWorkflowId(input);
  return { told, ...carried, input, call, id, sending: false, busy: false, nudges: 0, due: true };
}

/** Nothing may be sent out. */
export function isHeld({ told }: Bucket): boolean {
  return told.orders.held !== '' || told.orders.stop;
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
