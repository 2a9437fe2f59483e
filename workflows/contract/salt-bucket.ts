import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { BucketOrders, BucketReport } from '../../api/rollout/bucket-orders.ts';
import type { BucketNode } from '../../api/rollout/nodes.ts';
import type { SaltTransactionRef } from './salt-transaction.ts';

/*
 * The chain of one bucket of a SaltTransaction: it runs the bucket's slices and tells the transaction how they went. The
 * transaction abandons it as its parent, because it rolls over meanwhile: both know each other by their ids alone.
 */

export const SALT_BUCKET_WORKFLOW = 'saltBucket';

export interface SaltBucketRef {
  transaction: SaltTransactionRef;
  bucket: string;
  /** How often it was begun: from the second time on, for the nodes that are not done. */
  attempt: number;
}

export function saltBucketWorkflowId({ transaction, bucket, attempt }: SaltBucketRef): string {
  const { namespace, name, uid } = transaction;
  return `saltbucket/${namespace}/${name}/${uid}/${bucket}/${attempt}`;
}

/** Newer orders have a higher number. */
export interface NumberedOrders {
  number: number;
  orders: BucketOrders;
}

export type BucketNews = { bucket: string; attempt: number } & (
  | { type: 'report'; report: BucketReport }
  /** `unfinished`: its nodes that are not done. */
  | { type: 'ended'; report: BucketReport; unfinished: string[] }
  /** It keeps to the orders of this number: when they hold it, nothing is on its way out any more. */
  | { type: 'keepsTo'; number: number }
  /** What it waits for, in words; undefined when it goes on. */
  | { type: 'waits'; for?: string }
);

export const bucketOrdersSignal = defineSignal<[NumberedOrders]>('orders');
/** What waits for anything is tried again now. */
export const nudgeBucketSignal = defineSignal<[{ why: string }]>('nudge');

/** Its nodes, each as it stands. */
export const bucketNodesQuery = defineQuery<BucketNode[]>('nodes');

export interface SaltBucketInput<Carried = unknown> extends SaltBucketRef {
  cell: string;
  /** Whose bridge shows what becomes of its minions. */
  clusterId?: string;
  orders: NumberedOrders;
  /** Of a further attempt: the nodes that the one before left unfinished; all of the bucket without it. */
  unfinished?: string[];
  /** Its nodes that came after the transaction was made, which names the others. */
  joined?: string[];
  /** Of a further attempt: nodes that were not well before the first one. */
  badBefore?: string[];
  /** Events after which a run is exchanged for a new one; the usual number without it. */
  historyLength?: number;
  carried?: Carried;
}
