import type { BucketOrders, BucketReport } from './bucket-orders.ts';
import type { BucketState } from './bucket-state.ts';
import type { Counts } from './nodes.ts';
import type { RolloutPhase } from './phases.ts';
import type { RolloutState } from './rollout-state.ts';
import type { GateRule } from './rules.ts';
import type { Slice } from './slice.ts';

/* What the engine has done. */

export type RolloutAction =
  /** Begins its workflow; a further attempt is for the nodes that the one before left unfinished. */
  | {
      act: 'startBucket';
      bucket: string;
      attempt: number;
      orders: BucketOrders;
      /** Its nodes that came after the buckets were made. */
      joined?: readonly string[];
      /** Of a further attempt: nodes that were not well before the first one. */
      badBefore?: readonly string[];
    }
  | { act: 'tellBucket'; bucket: string; orders: BucketOrders }
  /** Of the world as it is now; what went wrong before `since` is no matter of the release. */
  | {
      act: 'measureGates';
      bucket: string;
      gates: readonly GateRule[];
      since: number;
      counts: Counts;
      badBefore: readonly string[];
      joined?: readonly string[];
    }
  | { act: 'readCalendar'; from: number }
  | { act: 'finish'; phase: RolloutPhase; why: string };

export interface RolloutDecision {
  readonly state: RolloutState;
  readonly actions: readonly RolloutAction[];
  /** When to decide again if nothing is heard before; null when only an event can matter. */
  readonly nextLookAt: number | null;
}

export type BucketAction =
  | { act: 'measureBaseline'; nodes: readonly string[] }
  | { act: 'runSlice'; slice: Slice }
  | { act: 'report'; report: BucketReport }
  | { act: 'end'; report: BucketReport; unfinished: readonly string[] };

export interface BucketDecision {
  readonly state: BucketState;
  readonly actions: readonly BucketAction[];
  readonly nextLookAt: number | null;
}
