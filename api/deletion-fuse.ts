/*
 * What the fuse on deletions is told, and what it answers. Part of recorded histories: fields are added, never changed.
 */

/** At most `nodes`, and at most `percent` of a domain's machines but always `always`, may be given up within `window`. */
export interface FuseLimits {
  /** Go-style. */
  window: string;
  nodes: number;
  percent: number;
  always: number;
}

/** What fails, and is emptied, together. */
export interface FailureDomain {
  kind: 'rack' | 'pool';
  /** Empty for machines that stand in no rack. */
  name: string;
  /** Machines that it has. */
  total: number;
}

/** A node and the asset that it gives up. */
export interface Emptying {
  uid: string;
  asset: string;
}

export interface DeletionRequest extends Emptying {
  domains: FailureDomain[];
  limits: FuseLimits;
  /** Those given up earlier whose asset stands for another node by now: they count no more. */
  claimedAnew: Emptying[];
}

/** The domain that would be emptied too far. */
export interface BlownFuse {
  kind: FailureDomain['kind'];
  name: string;
  total: number;
  emptied: number;
  limit: number;
  window: string;
}

export type DeletionVerdict =
  | { admitted: true }
  /** `counted` is what was given up of the domain within the window. */
  | { admitted: false; blown: BlownFuse; counted: Emptying[] };

export function limitOf({ nodes, percent, always }: FuseLimits, total: number): number {
  return Math.min(nodes, Math.max(always, Math.floor((total * percent) / 100)));
}
