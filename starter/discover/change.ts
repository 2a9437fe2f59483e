import type { Kind, Resource } from '../../api/kinds/kind.ts';

/** What discovering comes to for one object. */
export type Change =
  | { action: 'create'; kind: Kind; name: string; object: Resource }
  | { action: 'unchanged'; kind: Kind; name: string }
  | {
      action: 'drift';
      kind: Kind;
      name: string;
      fields: Drift[];
      /** A merge patch that takes the inventory's word where that is safe; undefined when it is nowhere. */
      patch?: object;
      /** What was looked at: a patch is made to just that. */
      resourceVersion?: string;
    };

/** One field on which the object and the inventory differ. */
export interface Drift {
  field: string;
  ours: string;
  theirs: string;
  /** Whether `--update` takes theirs. What tells one machine from another is never changed. */
  safe: boolean;
}

/** A record that nothing is made of, and why. */
export interface Problem {
  from: string;
  why: string;
}

export interface DiscoveryPlan {
  /** In the order in which they are made: racks before the assets that stand in them. */
  changes: Change[];
  problems: Problem[];
}
