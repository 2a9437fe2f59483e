import type { SaltFailureGroup } from '../salt-verdict.ts';
import type { BucketOrders, Stuck } from './bucket-orders.ts';
import type { GateResult } from './gate-results.ts';
import type { Hold } from './hold-sources.ts';
import type { Counts } from './nodes.ts';
import type { BucketPhase, RolloutPhase } from './phases.ts';
import type { RolloutPlan } from './plan.ts';
import type { ChangeSet } from './slice.ts';
import type { Calendar } from './slots.ts';

/*
 * The engine of rollouts is two machines, alike in form: one for a rollout (which bucket, how its health is judged, who holds
 * it), one for a bucket (which slice). Each is a state (here, and `bucket-state.ts`), events that change it (`events.ts`),
 * and a decision that gives the next state and what is to be done, each thing once (`actions.ts`). What passes between the
 * two is `bucket-orders.ts`. Nodes stand in the buckets' states only: a rollout over 5,000 of them is small. Times are
 * milliseconds since the epoch. All of it is plain data and part of recorded histories: fields are added, never changed.
 */

export interface RolloutState {
  readonly plan: RolloutPlan;
  buckets: BucketProgress[];
  holds: Hold[];
  /** Nodes that people took out, wherever they stand. */
  skippedNodes: string[];
  /** No soak and no gates from now on. */
  promoted?: Word;
  ending?: Ending;
  /** When it may be begun; null before it was read. */
  calendar: Calendar | null;
  /** A reading of the calendar is under way. */
  calendarAsked: boolean;
  /** Failures that are not new: of the commit before, and those that a person has accepted. */
  knownCauses: { stateId: string; message: string }[];
  startedAt?: number;
  /** Once it has ended. */
  result?: { phase: RolloutPhase; why: string; at: number };
  /** What people did, the newest last; bounded. */
  words: Word[];
}

export interface BucketProgress {
  name: string;
  nodes: number;
  phase: BucketPhase;
  /** Counts the times that its workflow was begun: 0 before the first. */
  attempt: number;
  startedAt?: number;
  /** When its nodes were done. */
  appliedAt?: number;
  soakUntil?: number;
  /** When it passed, was skipped or was stopped. */
  endedAt?: number;
  counts: Counts;
  /** Of the attempts before, nodes that were done then. */
  settled: Counts;
  failures: SaltFailureGroup[];
  /** Of its slices, the newest last; bounded. */
  jids: string[];
  /** What would change, by its dry run. */
  changeSets: ChangeSet[];
  /** Nodes that were not well before anything was done to them. */
  badBefore: string[];
  /** Nodes that came after the buckets were made. */
  joined?: string[];
  /** It can't go on by itself. */
  stuck?: Stuck;
  /** It was held while it ran: how long it took says nothing of another one. */
  wasHeld: boolean;
  /** No soak and no gates. */
  promoted: boolean;
  /** A person took it out while it ran. */
  skipped: boolean;
  /** So many of its failures a person has accepted. */
  forgiven: number;
  /** A person has accepted what its gates said of its nodes' results. */
  accepted: boolean;
  /** A person lets these changes through though nobody expected them. */
  changesApproved: boolean;
  /** So often a person asked for its failed nodes to be tried again. */
  retries: number;
  judging?: Judging;
  /** The last orders that its workflow was given. */
  told?: BucketOrders;
}

export interface Judging {
  /** A gate's patience counts from here. */
  since: number;
  /** An answer is under way. */
  asked: boolean;
  /** When to ask again. */
  again?: number;
  results: GateResult[];
}

export interface Word {
  act: string;
  by: string;
  why: string;
  at: number;
}

/** How a rollout comes to its end once what is under way has come to a safe point. */
export interface Ending {
  phase: 'Aborted' | 'RolledBack' | 'Superseded';
  by: string;
  why: string;
  since: number;
}
