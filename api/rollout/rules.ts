/*
 * How a rollout goes, as a SaltDeployment says it, durations in milliseconds. Frozen in its SaltTransaction.
 * Part of recorded histories: fields are added, never changed.
 */

/** A number of nodes, or a share such as "25%". */
export type Count = number | string;

export const STRATEGY_TYPES = [
  'RackByRack',
  'Canary',
  'Percentage',
  'Exponential',
  'ByLabel',
  'Custom',
  'Webhook',
] as const;
export type StrategyType = (typeof STRATEGY_TYPES)[number];

export const DRY_RUNS = ['Never', 'First', 'Only'] as const;
export type DryRun = (typeof DRY_RUNS)[number];

export const ON_FAILURE = ['Pause', 'Abort', 'Rollback'] as const;
export type OnFailure = (typeof ON_FAILURE)[number];

export const GATE_TYPES = ['SaltResult', 'NodeConditions', 'Alertmanager', 'Http', 'Command'] as const;
export type GateType = (typeof GATE_TYPES)[number];

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface RolloutRules {
  readonly dryRun: DryRun;
  /** So many buckets at a time. */
  readonly maxConcurrentDomains: number;
  /** So many nodes of a bucket at a time: the size of a slice. */
  readonly maxUnavailable: Count;
  readonly soakMs: number;
  readonly gates: readonly GateRule[];
  readonly onFailure: OnFailure;
  readonly failureBudget: FailureBudget;
  /** False: each bucket waits for a person. */
  readonly autoResume: boolean;
  /** Attempts at a node that is busy, or whose return was lost. */
  readonly attempts: number;
  /** Between two attempts at a node. */
  readonly retryMs: number;
  /** What a dry run would change and no bucket before did: a person is asked, or it goes on. */
  readonly unexpectedChanges: 'Pause' | 'Allow';
}

export interface FailureBudget {
  /** So many nodes of a bucket may fail, and so many in all. Shares are rounded down. */
  readonly perBucket: Count;
  readonly total: Count;
  /** So many nodes that share one new failure stop the rollout even so; 0: never. */
  readonly shared: number;
}

/** One gate. What its type needs stands in `spec`: only the gate's own file reads it. */
export interface GateRule {
  readonly name: string;
  readonly type: GateType;
  /** What a bad measurement leads to. */
  readonly onUnhealthy: OnFailure;
  /** Measured again so often while it is pending or unknown, and so long before a person is asked. */
  readonly intervalMs: number;
  readonly patienceMs: number;
}

export interface Window {
  /** Local time, "22:00". */
  readonly start: string;
  readonly durationMs: number;
  /** Days on which it starts; empty: every day. */
  readonly days: readonly Weekday[];
  /** IANA name. */
  readonly timeZone: string;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}
