import type { Outage } from '../../api/failures.ts';
import type { Failure } from '../failure.ts';

/** What one process knows of one system under one login. Times in milliseconds. */
export type BreakerState =
  /** Nobody knows yet whether it answers: one call goes, the others wait for what becomes of it. */
  | { phase: 'untried'; failures: number }
  /** `failures` without an answer between them. */
  | { phase: 'closed'; failures: number }
  /** Nothing is sent before `until`; then one call may try. */
  | { phase: 'open'; since: number; until: number; metAt: number; met: Failure; outage: Outage };

export const UNTRIED: BreakerState = { phase: 'untried', failures: 0 };

/**
 * So many calls in a row must find the system down. One node makes four quick attempts: a hiccup that one node meets
 * opens nothing, its second round does. With twenty calls on their way, a system that went down sees fewer than thirty.
 */
export const DOWN_AFTER = 8;
/** How soon a call may try again by itself; mostly the prober has closed the breaker before. */
export const DOWN_MS = 30_000;
/** Foreman locks out everybody behind an address after thirty refused logins in five minutes. */
export const REFUSED_MS = 600_000;

export type Admission = 'pass' | 'alone' | 'refuse';

export function admit(state: BreakerState, now: number): Admission {
  if (state.phase === 'closed') return 'pass';
  if (state.phase === 'untried') return 'alone';
  return now < state.until ? 'refuse' : 'alone';
}

/** It answered, whatever it said. A call that began before the trouble says nothing about the time after it. */
export function noteAnswer(state: BreakerState, began: number): BreakerState {
  if (state.phase === 'open' && began <= state.metAt) return state;
  return { phase: 'closed', failures: 0 };
}

export function noteOutage(state: BreakerState, outage: Outage, met: Failure, now: number): BreakerState {
  if (state.phase === 'open') {
    if (state.outage === 'refused' && outage === 'down') return state;
    return opened(outage, met, now, state.outage === outage ? state.since : now);
  }
  if (outage === 'refused') return opened(outage, met, now, now);
  const failures = state.failures + 1;
  return failures >= DOWN_AFTER ? opened(outage, met, now, now) : { ...state, failures };
}

function opened(outage: Outage, met: Failure, now: number, since: number): BreakerState {
  const until = now + (outage === 'refused' ? REFUSED_MS : DOWN_MS);
  return { phase: 'open', since, until, metAt: now, met, outage };
}
