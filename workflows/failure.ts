import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { type FailureType, isPermanent, isRetryable, type Outage, type WaitsFor } from '../api/failures.ts';

/** A failed activity as the workflow acts on it. */
export interface Fault {
  type: FailureType;
  message: string;
  waitsFor: WaitsFor[];
  /** Set when the whole system is meant. */
  outage?: Outage;
  /** Somebody wakes the node when its turn comes. */
  woken?: true;
}

type FaultDetails = Partial<Pick<Fault, 'waitsFor' | 'outage' | 'woken'>>;

function rootOf(error: unknown): unknown {
  return error instanceof ActivityFailure && error.cause ? error.cause : error;
}

/** What an adapter classified stays so; time-outs and anything unknown pass by themselves or need a look, so are retried. */
export function faultOf(error: unknown): Fault {
  const root = rootOf(error);
  if (root instanceof ApplicationFailure) {
    const type = root.type ?? '';
    const [details] = (root.details ?? []) as [FaultDetails | undefined];
    const message = root.message || type;
    if (isPermanent(type) || isRetryable(type)) {
      const { waitsFor = [], ...rest } = details ?? {};
      return { type, message, waitsFor, ...rest };
    }
    return { type: 'Unavailable', message: `Unexpected fault: ${message}`, waitsFor: [] };
  }
  if (root instanceof TimeoutFailure) {
    return { type: 'Unavailable', message: 'No worker answered in time; it may have been restarted', waitsFor: [] };
  }
  return { type: 'Unavailable', message: `Unexpected fault: ${String(root)}`, waitsFor: [] };
}

export const FIRST_BACKOFF_MS = 2_000;
export const MAX_BACKOFF_MS = 300_000;
/** The first wait of who is woken: behind a breaker, or for a slot. */
export const HELD_BACKOFF_MS = 60_000;
/** How often a permanent fault is looked at again, when nothing that it waits for has changed. */
export const SLOW_PROBE_MS = 600_000;

/** 2 s, 4 s, 8 s … 5 min after a passing fault; ten minutes after one that somebody must mend. */
export function backoffMs(fault: Fault, attempt: number): number {
  // Somebody else looks, and wakes the node: this wait only makes up for a wake that got lost.
  const behindBreaker = fault.outage === 'down' && fault.waitsFor.length > 0 && !isPermanent(fault.type);
  if (behindBreaker || fault.woken) {
    return Math.min(MAX_BACKOFF_MS, HELD_BACKOFF_MS * 2 ** (attempt - 1));
  }
  if (isPermanent(fault.type)) return SLOW_PROBE_MS;
  return Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempt - 1));
}
