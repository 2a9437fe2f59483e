import type { BucketOrders, BucketReport } from './bucket-orders.ts';
import type { GateResult } from './gate-results.ts';
import type { JoinedNode } from './joined.ts';
import type { SliceOutcome } from './slice.ts';
import type { Calendar } from './slots.ts';

/* What the engine hears. Part of recorded histories: fields are added, never changed. */

export type RolloutEvent =
  /** A pause by command; everybody has one, the newest. */
  | { type: 'Pause'; by: string; why: string; until?: number }
  /** Ends the pauses by command and whatever the engine holds; what stands in git stays. */
  | { type: 'Resume'; by: string; why: string }
  /** What stands in the object now. */
  | { type: 'ObjectPauses'; pausedBySpec: boolean; pausedByAnnotation?: string }
  | { type: 'CalendarRead'; calendar: Calendar }
  | { type: 'BucketReport'; bucket: string; attempt: number; report: BucketReport }
  /** Its workflow has ended: all of its nodes are done, or it was stopped. */
  | { type: 'BucketEnded'; bucket: string; attempt: number; report: BucketReport }
  | { type: 'GatesMeasured'; bucket: string; results: GateResult[] }
  /** The bucket counts as passed whatever its nodes and gates say; without one, so does every bucket from now on. */
  | { type: 'Promote'; by: string; why: string; bucket?: string }
  | { type: 'SkipBucket'; by: string; why: string; bucket: string }
  | { type: 'SkipNodes'; by: string; why: string; nodes: string[] }
  /** The failed nodes once more: of the bucket, or of all that were begun. */
  | { type: 'Retry'; by: string; why: string; bucket?: string }
  | { type: 'Abort'; by: string; why: string }
  | { type: 'Rollback'; by: string; why: string }
  | { type: 'Supersede'; by: string; why: string }
  /** Nodes that came after the buckets were made. */
  | { type: 'NodesJoined'; nodes: JoinedNode[] };

export type BucketEvent =
  | { type: 'Orders'; orders: BucketOrders }
  /** Why nodes are not well before anything was done to them; who is not named is. */
  | { type: 'Baseline'; badBefore: Record<string, string> }
  /** It went out, under this jid. */
  | { type: 'SliceSubmitted'; number: number; jid: string }
  /** Nodes that it names nowhere were not asked: no leave was to be had for them. They are asked later. */
  | { type: 'SliceEnded'; number: number; outcome: SliceOutcome };
