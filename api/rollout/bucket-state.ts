import type { SaltFailureGroup } from '../salt-verdict.ts';
import type { BucketOrders, Stuck } from './bucket-orders.ts';
import type { BucketNode } from './nodes.ts';
import type { Count, RolloutRules } from './rules.ts';
import type { ChangeSet, Slice } from './slice.ts';

export interface BucketInput {
  readonly bucket: string;
  readonly attempt: number;
  readonly nodes: readonly string[];
  readonly rules: RolloutRules;
  readonly maxUnavailable: Count;
  readonly orders: BucketOrders;
  /** Of a further attempt: it is known already. */
  readonly badBefore?: readonly string[];
}

export interface BucketState {
  readonly bucket: string;
  readonly rules: RolloutRules;
  readonly maxUnavailable: Count;
  nodes: BucketNode[];
  orders: BucketOrders;
  /** Nodes that were not well before are known. */
  baselined: boolean;
  baselineAsked: boolean;
  /** Under way. */
  slice?: Slice;
  /** How many slices were begun: it numbers them, and goes into their jids. */
  slices: number;
  jids: string[];
  failures: SaltFailureGroup[];
  changeSets: ChangeSet[];
  /** Orders to retry that were carried out. */
  retried: number;
  /** There is something that the rollout was not told yet. */
  news: boolean;
  stuck?: Stuck;
  ended: boolean;
}
