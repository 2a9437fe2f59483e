import type { SaltFailureGroup } from '../salt-verdict.ts';
import type { Counts } from './nodes.ts';
import type { ChangeSet } from './slice.ts';

/* What a rollout tells its buckets, and what they tell it. Part of recorded histories: fields are added, never changed. */

/** What a bucket's workflow may do: it is told again whenever it changes. */
export interface BucketOrders {
  /** Nothing is submitted, until it is told otherwise; empty when it may go on. */
  held: string;
  /** What is under way ends, nothing else is begun, and the bucket's workflow ends. */
  stop: boolean;
  /** So many nodes may fail by the release. */
  failuresAllowed: number;
  retries: number;
  skip: string[];
  /** What would change and is no surprise; null: nobody knows yet, nothing is one. */
  expectedChanges: string[] | null;
}

/** What a bucket's workflow tells the rollout's: after every slice, and at its end. */
export interface BucketReport {
  counts: Counts;
  failures: SaltFailureGroup[];
  jids: string[];
  changeSets: ChangeSet[];
  badBefore: string[];
  /** Orders to retry that were carried out. */
  retried: number;
  stuck?: Stuck;
}

/** It holds itself: changes that nobody expects, too many failures. */
export interface Stuck {
  source: 'changeSet' | 'failures';
  why: string;
}
