import { type FailureType, isRetryable, type Outage, type WaitsFor } from '../api/failures.ts';

export interface FailureOptions {
  /** When the other side said how long to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Objects whose change may heal a permanent failure. */
  readonly waitsFor?: readonly WaitsFor[];
  /** Quick attempts are of no use (it was waited for long, or nobody is let through): the workflow is told at once. */
  readonly waited?: boolean;
  /** Set when it is no matter of this one call. */
  readonly outage?: Outage;
  /** Somebody wakes the node when its turn comes: it need not look by itself. */
  readonly woken?: boolean;
  readonly cause?: unknown;
}

/**
 * What adapters and activities throw. The message is for a person: what happened, to which object, why, and what to do;
 * it never holds a credential, a token or a password hash.
 */
export class Failure extends Error {
  readonly type: FailureType;
  readonly retryAfterMs: number | undefined;
  readonly waitsFor: readonly WaitsFor[];
  readonly waited: boolean;
  readonly outage: Outage | undefined;
  readonly woken: boolean;

  constructor(type: FailureType, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause });
    this.name = type;
    this.type = type;
    this.retryAfterMs = options.retryAfterMs;
    this.waitsFor = options.waitsFor ?? [];
    this.waited = options.waited ?? false;
    this.outage = options.outage;
    this.woken = options.woken ?? false;
  }

  get retryable(): boolean {
    return isRetryable(this.type);
  }
}
