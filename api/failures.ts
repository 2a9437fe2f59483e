/**
 * The one taxonomy of what goes wrong outside. Each adapter decides it once, in its `classify` function; everyone else
 * only reads it. It travels through Temporal as `ApplicationFailure.type`.
 */
export const RETRYABLE_FAILURES = ['Unavailable', 'Throttled', 'RaceLost'] as const;
export const PERMANENT_FAILURES = [
  'InvalidInput',
  'AuthRejected',
  'NotFound',
  'Conflict',
  'Exhausted',
  'Unsupported',
] as const;

export type RetryableFailure = (typeof RETRYABLE_FAILURES)[number];
export type PermanentFailure = (typeof PERMANENT_FAILURES)[number];
export type FailureType = RetryableFailure | PermanentFailure;

export function isRetryable(type: string): type is RetryableFailure {
  return (RETRYABLE_FAILURES as readonly string[]).includes(type);
}

export function isPermanent(type: string): type is PermanentFailure {
  return (PERMANENT_FAILURES as readonly string[]).includes(type);
}

/**
 * What a failure says of the whole system, not of one call: it refuses who we are, or it does not answer (nothing
 * readable, or a gateway's 502, 503 or 504). A missing permission, or a fault of its own on one call, is neither.
 */
export type Outage = 'refused' | 'down';

/** Something that a stalled node waits for: when it changes, the node tries again. Name "*" is any of the kind. */
export interface WaitsFor {
  kind: string;
  name: string;
}

/** Of a node that found no asset: the scheduler knows what may change that, and wakes it once it has one. */
export const SCHEDULER_WAKES: WaitsFor = { kind: 'Scheduler', name: '*' };
