import type { SliceAct } from './slice.ts';

/* The nodes of a bucket, and how many stand where. Part of recorded histories: fields are added, never changed. */

export const NODE_STATES = [
  'Pending',
  'InFlight',
  'Ok',
  'Changed',
  'Failed',
  // After the last attempt
  'Busy',
  'Unreachable',
  'Lost',
  'Skipped',
] as const;

export type NodeState = (typeof NODE_STATES)[number];

export interface BucketNode {
  name: string;
  state: NodeState;
  /** What is to be done next, while it is pending. */
  next: SliceAct;
  /** How often nothing came of it: it was busy, silent or lost. */
  tries: number;
  /** Not before then. */
  notBefore?: number;
  /** Why it was not well before it was touched. */
  badBefore?: string;
}

/** Nodes of a bucket, each counted once. */
export interface Counts {
  nodes: number;
  pending: number;
  running: number;
  ok: number;
  changed: number;
  /** By the release: nodes that were bad before are in `badBefore`. */
  failed: number;
  busy: number;
  unreachable: number;
  lost: number;
  skipped: number;
  /** Not well now, and not well before either: they don't count against the release. */
  badBefore: number;
}
