import { type Allowance, nextEnd, noLeave } from './allowance.ts';

/** Everything that the chain carries from run to run: plain JSON. */
export interface BudgetState {
  revision: number;
  allowance: Allowance;
  /** RFC 3339: since when DisruptionAllowed is as it is. */
  turnedAt?: { allowed: boolean; at: string };
}

export function initialState(): BudgetState {
  return { revision: 0, allowance: noLeave() };
}

/** While somebody waits, what the bridge says of the nodes may come before a worker's watch has it. */
const FIRST_LOOK_MS = 2_000;
const LAST_LOOK_MS = 60_000;
/** So old may the shown allowance be while nobody asks. */
const IDLE_LOOK_MS = 600_000;

/** Milliseconds to the next look without news; `looks` since the last news. */
export function nextLookMs({ allowance }: BudgetState, looks: number, now: number): number {
  const waiting = allowance.waiting.length > 0;
  const regular = waiting ? Math.min(LAST_LOOK_MS, FIRST_LOOK_MS * 2 ** looks) : IDLE_LOOK_MS;
  const end = nextEnd(allowance);
  return Math.max(1, Math.min(regular, end === undefined ? Infinity : end - now));
}

/** Those whose place or leave a look must know of. */
export function knownUids({ allowance: { leaves, waiting } }: BudgetState): string[] {
  return [...new Set([...leaves, ...waiting].map(({ uid }) => uid))];
}
