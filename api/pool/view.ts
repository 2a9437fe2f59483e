/*
 * What the planner of a NodePool sees: plain data, small enough to be passed along for 5,000 nodes. Times are
 * milliseconds since the epoch.
 */

export interface PoolView {
  readonly pool: Pool;
  /** The revision that its nodes are to become: its template's, or an earlier one by undo. */
  readonly target: RevisionRef;
  /** Every ComputeNode of the namespace that the selector selects or that the pool owns, in any order. */
  readonly nodes: readonly PoolNode[];
  /** Names that other ComputeNodes of the namespace have; those that don't begin with the prefix may be left out. */
  readonly taken: readonly string[];
  /** Who holds the pool now. */
  readonly pauses: readonly PoolPause[];
  /** Of the last plan; `NO_MEMORY` at first. */
  readonly memory: PoolMemory;
  readonly now: number;
  /** At most so many acts in one plan. */
  readonly batch: number;
}

export interface Pool {
  readonly name: string;
  readonly uid: string;
  readonly replicas: number;
  readonly selector: Readonly<Record<string, string>>;
  /** Of its nodes' names: the template's generateName, or the pool's name and "-". */
  readonly prefix: string;
  readonly strategy: PoolStrategy;
  readonly progressDeadlineMs: number;
  /** Set once the pool has a deletionTimestamp: its nodes go with it, or are left to themselves. */
  readonly deletion?: 'Delete' | 'Orphan';
  /** Set while the pool is not accepted, in words: nothing is done then. */
  readonly refused?: string;
}

/** A number of nodes, or a share of `replicas` such as "25%". */
export type Count = number | string;

export type PoolStrategy =
  | { readonly type: 'OnDelete' }
  | { readonly type: 'RollingUpdate'; readonly maxSurge: Count; readonly maxUnavailable: Count };

export interface RevisionRef {
  /** Counts up; what people call it by. */
  readonly number: number;
  /** Of the template; what its nodes' label says. */
  readonly hash: string;
}

export interface PoolNode {
  readonly name: string;
  readonly uid: string;
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Uid of the pool that it belongs to, or whoever else claims it; null when nobody does. */
  readonly owner: string | null;
  /** Hash of the template that it was made of; null when its label is missing. */
  readonly revision: string | null;
  readonly health: NodeHealth;
  readonly deletion: NodeDeletion;
  /** The annotation that asks for it to go first. */
  readonly deleteFirst: boolean;
}

export type NodeHealth =
  | { readonly state: 'Ready' }
  /** Installed, and not Ready now. */
  | { readonly state: 'NotReady' }
  /** Never installed yet. */
  | { readonly state: 'Starting' }
  /** Can go no further until something changes. */
  | { readonly state: 'Stalled'; readonly why: string };

/** A deleted node holds its machine until it is gone; `Held` waits for a person's confirmation. */
export type NodeDeletion = 'None' | 'Deleting' | 'Held';

export interface PoolPause {
  readonly source: 'spec' | 'annotation' | 'command';
  readonly by: string;
  readonly why: string;
}

/** What one plan leaves to the next. Forgotten, nothing dangerous happens: names are derived and uids are fixed. */
export interface PoolMemory {
  /** What was decided and does not show in `nodes` yet. */
  readonly expected: readonly Expected[];
  /** The revision that all nodes had last: what is made while the pool is paused. Its template must be kept. */
  readonly settled: RevisionRef | null;
  /** How far the rollout or the scaling has come; null before the first plan. */
  readonly progress: Progress | null;
  /** How a rollout stood when it was paused; absent in what earlier versions remember. */
  readonly mix?: Mix | null;
}

/** So many nodes of those that were wanted had the new revision. Scaling keeps it so. */
export interface Mix {
  readonly target: string;
  readonly updated: number;
  readonly of: number;
}

export type Expected =
  | { readonly act: 'create'; readonly name: string; readonly revision: string; readonly at: number }
  | { readonly act: 'delete'; readonly uid: string; readonly at: number }
  | { readonly act: 'adopt'; readonly uid: string; readonly revision: string; readonly at: number }
  | { readonly act: 'release'; readonly uid: string; readonly at: number };

/** How far a pool has come towards `replicas` nodes of `target`. */
export interface Progress {
  readonly target: string;
  readonly replicas: number;
  /** Nodes that are as they are wanted, whether Ready or not. */
  readonly standing: number;
  /** The most of them that were Ready: one that flaps is no progress. */
  readonly ready: number;
  /** Nodes that are still to go. */
  readonly left: number;
  /** When it came further last. */
  readonly at: number;
  /** All was reached; a node that is not Ready any more does not change that. */
  readonly reached: boolean;
}

export const NO_MEMORY: PoolMemory = { expected: [], settled: null, progress: null, mix: null };
