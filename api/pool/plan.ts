import type { PoolCondition, Reason } from '../conditions.ts';
import type { PoolMemory } from './view.ts';

/** What a look at a pool leads to. */
export interface PoolPlan {
  readonly creates: readonly Create[];
  readonly deletes: readonly Delete[];
  readonly adopts: readonly Adopt[];
  readonly releases: readonly Release[];
  /** For the next plan, once these acts were done. */
  readonly memory: PoolMemory;
  /** When to look again if nothing is heard before; null when only a change can matter. */
  readonly nextLookAt: number | null;
  readonly figures: PoolFigures;
  readonly conditions: readonly PlannedCondition[];
  /** What is done and why, one sentence each; empty when nothing is. */
  readonly notes: readonly string[];
  /** A deleted pool has no node any more: its finalizer may go. */
  readonly gone: boolean;
}

export interface Create {
  readonly name: string;
  readonly slot: number;
  /** Hash of the revision whose template to use. */
  readonly revision: string;
}

export interface Delete {
  readonly name: string;
  /** A precondition of the delete: another node of that name is not meant. */
  readonly uid: string;
  readonly reason: 'ScaleDown' | 'Rollout' | 'PoolDeleted';
  /** Why this one and no other, in a few words: "not Ready". */
  readonly why: string;
}

/** Gets the pool's labels. */
export interface Adopt {
  readonly name: string;
  readonly uid: string;
  readonly revision: string;
}

/** Loses the pool's labels, and nothing else happens to it. */
export interface Release {
  readonly name: string;
  readonly uid: string;
  readonly why: string;
}

export interface PoolFigures {
  /** Nodes of the pool that are not being deleted; those that were just decided on count. */
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly updatedReplicas: number;
  readonly updatedReadyReplicas: number;
  readonly unavailableReplicas: number;
  readonly stalledReplicas: number;
  readonly deletingReplicas: number;
  /** Nodes that match and belong to nobody, beyond those that the pool needs. */
  readonly surplusOrphans: number;
}

export interface PlannedCondition {
  readonly type: PoolCondition;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: Reason;
  readonly message: string;
}
