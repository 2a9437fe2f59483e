import type { SaltFailureGroup } from '../salt-verdict.ts';
import type { Count, GateRule, Interval, RolloutRules } from './rules.ts';
import type { ChangeSet, SliceAct, SliceOutcome } from './slice.ts';

/*
 * What the engine of rollouts knows, hears and says: plain data. There are two of it, alike in form: one for a rollout
 * (which bucket, how its health is judged, who holds it), one for a bucket (which slice). Each is a state, events that
 * change it (`take…`), and a decision (`decide…`) that gives the next state and what is to be done, each thing once.
 * Nodes stand in the buckets' states only: a rollout over 5,000 of them is small. Times are milliseconds since the epoch.
 * Part of recorded histories: fields are added, never changed.
 */

/** What a SaltTransaction says, once and for all. */
export interface RolloutPlan {
  readonly transaction: string;
  readonly fromCommit: string | null;
  readonly toCommit: string;
  /** In the order in which they are begun; every node is in one of them. */
  readonly buckets: readonly PlannedBucket[];
  readonly rules: RolloutRules;
}

export interface PlannedBucket {
  readonly name: string;
  /** How many nodes. */
  readonly nodes: number;
  /** It goes alone: nothing else is begun until it has passed. */
  readonly alone: boolean;
  /** Beside those of the rollout. */
  readonly soakMs?: number;
  readonly maxUnavailable?: Count;
}

export const ROLLOUT_PHASES = [
  'Planned',
  'Running',
  'Paused',
  'Blocked',
  'Aborted',
  'RolledBack',
  'Superseded',
  'Succeeded',
] as const;
export type RolloutPhase = (typeof ROLLOUT_PHASES)[number];

export const BUCKET_PHASES = [
  // Not begun.
  'Waiting',
  'Running',
  // All of its nodes are done; the gates are asked after the soak.
  'Soaking',
  'Judging',
  'Passed',
  // A person took it out.
  'Skipped',
  // The rollout ended first.
  'Stopped',
] as const;
export type BucketPhase = (typeof BUCKET_PHASES)[number];

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

/** Somebody's or something's reason to hold; each is ended by itself. */
export interface Hold {
  source: HoldSource;
  /** The bucket that it is about; without it the rollout as a whole. */
  bucket?: string;
  by: string;
  why: string;
  since: number;
  /** Ends by itself then. */
  until?: number;
}

export const HOLD_SOURCES = [
  // People
  'spec',
  'annotation',
  'command',
  // The engine, until a person says how to go on
  'approval',
  'failures',
  'sharedFailure',
  'gate',
  'changeSet',
] as const;
export type HoldSource = (typeof HOLD_SOURCES)[number];

export type GateVerdict =
  /** Measured, and good. */
  | 'Healthy'
  /** Measured, and bad. */
  | 'Unhealthy'
  /** It may become bad, or is not ready to tell: an alert that is pending. */
  | 'Pending'
  /** Not measured: the one who was asked did not answer, or knows nothing. Never healthy. */
  | 'Unknown';

export interface GateResult {
  /** Name of the gate. */
  gate: string;
  verdict: GateVerdict;
  /** In words: what was found, where, and what stood there before already. */
  message: string;
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
  /** Causes that nodes had at the commit before: not new. */
  knownCauses: { stateId: string; message: string }[];
  startedAt?: number;
  /** Once it has ended. */
  result?: { phase: RolloutPhase; why: string; at: number };
  /** What people did, the newest last; bounded. */
  words: Word[];
}

/** Windows and freezes as times: made in an activity, since time zones are no matter of a workflow. */
export interface Calendar {
  /** From the first to the last of these nothing is begun but in here; null: always open. */
  readonly openings: readonly Interval[] | null;
  readonly freezes: readonly (Interval & { readonly reason: string })[];
  /** What comes later is not known: it has to be read anew by then. */
  readonly until: number;
  /** Something of it can't be read, in words. */
  readonly problem?: string;
}

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

export type RolloutEvent =
  /** A pause by command; everybody has one, the newest. */
  | { type: 'Pause'; by: string; why: string; until?: number }
  /** Ends the pauses by command and whatever the engine holds; what stands in git stays. */
  | { type: 'Resume'; by: string; why: string }
  /** What stands in the object now. */
  | { type: 'ObjectPauses'; pausedBySpec: boolean; pausedByAnnotation?: string }
  | { type: 'CalendarRead'; calendar: Calendar }
  | { type: 'KnownCauses'; causes: { stateId: string; message: string }[] }
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
  /** A bucket of nodes that came meanwhile; or more nodes in one that is not begun. */
  | { type: 'NodesJoined'; bucket: PlannedBucket };

export type RolloutAction =
  /** Begins its workflow; a further attempt is for the nodes that the one before left unfinished. */
  | {
      act: 'startBucket';
      bucket: string;
      attempt: number;
      orders: BucketOrders;
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
    }
  | { act: 'readCalendar'; from: number }
  | { act: 'finish'; phase: RolloutPhase; why: string };

export interface RolloutDecision {
  readonly state: RolloutState;
  readonly actions: readonly RolloutAction[];
  /** When to decide again if nothing is heard before; null when only an event can matter. */
  readonly nextLookAt: number | null;
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

/* ---- One bucket ---- */

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

export interface Slice {
  number: number;
  act: SliceAct;
  nodes: string[];
}

export type BucketEvent =
  | { type: 'Orders'; orders: BucketOrders }
  /** Why nodes are not well before anything was done to them; who is not named is. */
  | { type: 'Baseline'; badBefore: Record<string, string> }
  /** It went out, under this jid. */
  | { type: 'SliceSubmitted'; number: number; jid: string }
  /** Nodes that it names nowhere were not asked: no leave was to be had for them. They are asked later. */
  | { type: 'SliceEnded'; number: number; outcome: SliceOutcome };

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
