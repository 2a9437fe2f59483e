import type { SeenPool } from '../../activities/pool/activities.ts';
import { msToNextEnd, type Pause, pausesInForce, withoutEnded, withPause } from '../../api/pauses.ts';
import type { ShownPause } from '../../api/kinds/compute-node.ts';
import { revisionToUndo, type Undo } from '../../api/pool/revisions.ts';
import { NO_MEMORY, type PoolMemory, type RevisionRef } from '../../api/pool/view.ts';
import type { PauseRequest, PoolDesire, UndoRequest } from '../contract.ts';
import { backoffMs, type Fault } from '../failure.ts';

/** What a look found, without what goes into the next one. */
export type Seen = Omit<SeenPool, 'memory' | 'nextLookAt'>;

/** An earlier revision that somebody asked for. */
export interface HeldUndo extends Undo {
  number: number;
  by: string;
  why: string;
  since: string;
}

/** Everything that the chain carries from run to run: plain JSON, small. */
export interface PoolState {
  revision: number;
  desire?: PoolDesire;
  /** By command. */
  pauses: Pause[];
  undo?: HeldUndo;
  memory: PoolMemory;
  /** Of the last look; undefined before the first. */
  seen?: Seen;
  /** The last notes that said something. */
  notes: readonly string[];
  /** Something was heard that wants a look. */
  due: boolean;
  /** Milliseconds since the epoch: look again then, heard or not. */
  nextLookAt?: number;
  /** The look before did not come to its end: what it did is not known. */
  fresh: boolean;
  /** Looks in a row that failed. */
  failures: number;
  fault?: Fault;
  /** The bridge sees nodes of this digest, and no look has yet: it looks once more a little later. */
  unseen?: string;
  /** Somebody asked for the status once more (it was wiped, or the bridge is new). */
  republish: boolean;
}

export function initialState(): PoolState {
  return {
    revision: 0,
    pauses: [],
    memory: NO_MEMORY,
    notes: [],
    due: false,
    fresh: true,
    failures: 0,
    republish: false,
  };
}

/** How long a worker's watch may lag behind the bridge's before it is asked again. */
export const LAG_MS = 5_000;
/** Looked at so often though nothing was heard: what nobody hears of is found then. */
export const SLOW_LOOK_MS = 3_600_000;

export function takeDesire(state: PoolState, desire: PoolDesire): void {
  const before = state.desire;
  if (before && desire.generation < before.generation) return;
  state.desire = { ...desire, delete: desire.delete || before?.delete === true };
  state.unseen = desire.nodes;
  state.republish = true;
  state.due = true;
}

export function takePause(state: PoolState, request: PauseRequest, now: string): void {
  state.pauses = withPause(state.pauses, request, now);
  state.due = true;
}

/** A resume ends the pauses of commands, whoever made them; what stands in git stays. */
export function takeResume(state: PoolState): void {
  state.pauses = [];
  state.due = true;
}

/** Why an undo is refused; undefined when it is not. */
export function whyNotUndone(state: PoolState, { why, toRevision }: UndoRequest): string | undefined {
  if (!why) return 'Say why with --why: it is shown with the pool.';
  const { seen } = state;
  if (!seen) return 'The pool was not looked at yet: try again in a moment.';
  if (seen.deleting) return 'The pool is being deleted.';
  const answer = revisionToUndo(seen.revisions, seen.target, toRevision);
  return answer.found ? undefined : answer.why;
}

/** Going back to the template that stands in the object ends an undo. */
export function takeUndo(state: PoolState, { by, why, toRevision }: UndoRequest, now: string): string {
  const { revisions, target } = state.seen ?? { revisions: [], target: { number: 0, hash: '' } };
  const answer = revisionToUndo(revisions, target, toRevision);
  if (!answer.found) return answer.why;
  const { number, hash } = answer.revision;
  const against = newestOf(revisions).hash;
  state.undo = hash === against ? undefined : { hash, number, against, by, why, since: now };
  state.due = true;
  if (!state.undo) return `The nodes become again what the pool's template says (revision ${number}).`;
  return `The nodes go back to revision ${number}, until the pool's template changes.`;
}

/** What one look found and did. */
export function takeLook(state: PoolState, { memory, nextLookAt, ...seen }: SeenPool, now: number): void {
  state.seen = seen;
  state.memory = memory;
  state.revision = Math.max(state.revision, seen.revision);
  state.nextLookAt = nextLookAt ?? undefined;
  state.fresh = false;
  state.failures = 0;
  state.fault = undefined;
  if (seen.notes.length > 0) state.notes = seen.notes;
  if (state.undo && !seen.deleting && newestOf(seen.revisions).hash !== state.undo.against) state.undo = undefined;
  const lags = state.unseen !== undefined && state.unseen !== seen.observedNodes;
  state.unseen = undefined;
  if (lags) state.nextLookAt = Math.min(state.nextLookAt ?? Infinity, now + LAG_MS);
}

export function takeFault(state: PoolState, fault: Fault, now: number): void {
  state.failures += 1;
  state.fault = fault;
  state.fresh = true;
  state.nextLookAt = now + backoffMs(fault, state.failures);
}

/** There is no such pool: nothing is done until the bridge says that there is. */
export function takeAbsence(state: PoolState): void {
  state.seen = undefined;
  state.memory = NO_MEMORY;
  state.nextLookAt = undefined;
}

/** Milliseconds to the next look, when nothing is heard before; undefined when there is nothing to look at. */
export function msToNextLook(state: PoolState, now: number): number | undefined {
  if (!state.seen && !state.fault) return undefined;
  const planned = state.nextLookAt === undefined ? SLOW_LOOK_MS : Math.max(0, state.nextLookAt - now);
  return Math.min(planned, msToNextEnd(state.pauses, now) ?? Infinity);
}

/** Pauses that ended by themselves are out before the next look. */
export function takePauseEnds(state: PoolState, now: number): void {
  state.pauses = withoutEnded(state.pauses, now);
}

export function pausesOf({ seen, pauses }: PoolState, now: number): ShownPause[] {
  return pausesInForce(seen, pauses, now);
}

/** Nothing is left to do, and nothing is waited for but news. */
export function isSettled({ seen, due, nextLookAt, fault }: PoolState): boolean {
  return seen !== undefined && !due && nextLookAt === undefined && fault === undefined;
}

function newestOf(revisions: readonly RevisionRef[]): RevisionRef {
  return revisions.at(-1) ?? { number: 0, hash: '' };
}
