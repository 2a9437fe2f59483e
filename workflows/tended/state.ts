import { backoffMs, type Fault } from '../failure.ts';

/** One look at an object, with what was done in it. */
export type Look<Report, Memory> =
  | { outcome: 'absent' | 'gone' }
  | {
      outcome: 'looked';
      generation: number;
      /** Of the status that the object shows. */
      revision: number;
      /** Digest of what it depends on. */
      observed: string;
      report: Report;
      memory: Memory;
      /** Milliseconds: how soon to look again although all is well. */
      pollMs?: number;
    };

export type Seen<Report> = Omit<Extract<Look<Report, never>, { outcome: 'looked' }>, 'outcome' | 'memory'>;

export interface Shown {
  /** There is nothing to look for soon: whoever has news tells. */
  settled: boolean;
}

/** Everything that a chain carries from run to run: plain JSON, small. */
export interface TendedState<Report, Memory> {
  revision: number;
  /** Something was heard that wants a look. */
  due: boolean;
  /** Somebody misses something in the status. */
  republish: boolean;
  /** Of the last look; undefined before the first. */
  seen?: Seen<Report>;
  memory: Memory;
  fault?: Fault;
  /** Looks in a row that failed, or found something unsettled. */
  unsettled: number;
  /** Milliseconds since the epoch. */
  nextLookAt?: number;
}

/** What nobody tells of, such as a key that somebody took off the master by hand, is found by then. */
const HOURLY_MS = 3_600_000;
const FIRST_MS = 2_000;
const LONGEST_MS = 60_000;

export function initialState<Report, Memory>(memory: Memory): TendedState<Report, Memory> {
  return { revision: 0, due: false, republish: false, memory, unsettled: 0 };
}

export function takeDesire<R, M>(state: TendedState<R, M>): void {
  Object.assign(state, { due: true, republish: true });
}

/** There is no such object: nothing is done until somebody speaks of it again. */
export function takeAbsence<R, M>(state: TendedState<R, M>): void {
  Object.assign(state, { seen: undefined, fault: undefined, nextLookAt: undefined, unsettled: 0 });
}

export function takeLook<R extends Shown, M>(
  state: TendedState<R, M>,
  { memory, report, revision, ...rest }: Extract<Look<R, M>, { outcome: 'looked' }>,
  now: number,
): void {
  const { generation, observed, pollMs } = rest;
  state.seen = { generation, observed, report, revision, ...(pollMs !== undefined && { pollMs }) };
  state.memory = memory;
  state.fault = undefined;
  state.revision = Math.max(state.revision, revision);
  state.unsettled = report.settled ? 0 : state.unsettled + 1;
  state.nextLookAt = now + (report.settled ? (pollMs ?? HOURLY_MS) : soonMs(state.unsettled));
}

export function takeFault<R, M>(state: TendedState<R, M>, fault: Fault, now: number): void {
  state.fault = fault;
  state.unsettled += 1;
  state.nextLookAt = now + backoffMs(fault, state.unsettled);
}

export function msToNextLook<R, M>({ due, nextLookAt }: TendedState<R, M>, now: number): number | undefined {
  if (due) return 0;
  return nextLookAt === undefined ? undefined : Math.max(0, nextLookAt - now);
}

function soonMs(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
}
