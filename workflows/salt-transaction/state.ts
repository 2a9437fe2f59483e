import type { ObservedTransaction } from '../../activities/rollout/read-transaction.ts';
import { newRollout, takeRolloutEvent } from '../../api/rollout/rollout.ts';
import type { RolloutEvent } from '../../api/rollout/events.ts';
import type { RolloutState } from '../../api/rollout/rollout-state.ts';
import type { BucketNews, DeploymentSays, SaltTransactionDesire, TransactionReport } from '../contract.ts';

export type FoundTransaction = Extract<ObservedTransaction, { found: true }>;

/** A bucket's chain that is open. */
export interface OpenBucket {
  attempt: number;
  /** Number of the newest orders that it was given, and of those that it keeps to. */
  told: number;
  keepsTo: number;
  /** What it waits for, in words. */
  waits?: string;
}

/** Everything that the chain carries from run to run: plain JSON. Nodes stand in the buckets' chains. */
export interface TransactionState {
  revision: number;
  desire?: SaltTransactionDesire;
  /** What was read of it when it began; it never changes. */
  found?: Omit<FoundTransaction, 'plan' | 'found' | 'deleting'>;
  engine?: RolloutState;
  /** What was heard before it was read. */
  early: RolloutEvent[];
  /** By bucket. */
  open: Record<string, OpenBucket>;
  /** Of buckets whose chains have ended: nodes that are not done. */
  unfinished: Record<string, string[]>;
  /** Counts the orders to buckets. */
  orders: number;
  /** Whom to tell, and what it has said last. */
  deployment?: { workflow: string; heard: number };
  /** What it was told last. */
  reported?: TransactionReport;
  /** Why nothing is done, if so. */
  held?: string;
  /** Somebody asked for the status once more. */
  republish: boolean;
}

export function initialState(): TransactionState {
  return { revision: 0, early: [], open: {}, unfinished: {}, orders: 0, republish: false };
}

export function takeDesire(state: TransactionState, desire: SaltTransactionDesire): void {
  state.desire = { ...desire, delete: desire.delete || state.desire?.delete === true };
  state.republish = true;
}

/** Takes up what was read of the object. */
export function begin(state: TransactionState, { plan, deleting, ...found }: FoundTransaction, now: number): void {
  const { generation, revision, deployment } = found;
  state.held = undefined;
  state.found = { generation, revision, deployment };
  state.revision = Math.max(state.revision, revision);
  state.engine = newRollout(plan);
  for (const event of state.early.splice(0)) take(state, event, now);
  if (deleting && state.desire) state.desire.delete = true;
}

export function take(state: TransactionState, event: RolloutEvent, now: number): void {
  if (!state.engine) state.early.push(event);
  else if (!isOver(state)) state.engine = takeRolloutEvent(state.engine, event, now);
}

export function isOver({ engine }: TransactionState): boolean {
  return engine?.result !== undefined;
}

/** What the chain of an earlier attempt says is of no interest any more. */
export function takeBucketNews(state: TransactionState, news: BucketNews, now: number): void {
  const { bucket, attempt } = news;
  const open = state.open[bucket];
  if (open?.attempt !== attempt) return;
  switch (news.type) {
    case 'keepsTo':
      open.keepsTo = Math.max(open.keepsTo, news.number);
      return;
    case 'waits':
      open.waits = news.for;
      return;
    case 'report':
      return take(state, { type: 'BucketReport', bucket, attempt, report: news.report }, now);
    case 'ended':
      delete state.open[bucket];
      state.unfinished[bucket] = news.unfinished;
      return take(state, { type: 'BucketEnded', bucket, attempt, report: news.report }, now);
  }
}

/** What its deployment says, once: an older word than the newest was heard already. */
export function takeDeploymentWords(state: TransactionState, says: DeploymentSays, now: number): void {
  const { from, number, words } = says;
  const heard = state.deployment?.heard ?? 0;
  state.reported = undefined;
  state.deployment = { workflow: from, heard: Math.max(heard, number) };
  if (number <= heard) return;
  for (const word of words) take(state, word, now);
}

/** Every bucket keeps to its newest orders: where they hold it, nothing is on its way to Salt. */
export function isQuiet({ open }: TransactionState): boolean {
  return Object.values(open).every(({ told, keepsTo }) => keepsTo >= told);
}

/** It has ended, and so have the chains of its buckets. */
export function isThrough(state: TransactionState): boolean {
  return isOver(state) && Object.keys(state.open).length === 0;
}

export function abortIfDeleted(state: TransactionState, now: number): void {
  if (!state.desire?.delete || state.engine?.ending) return;
  take(state, { type: 'Abort', by: state.desire.by, why: 'it was deleted' }, now);
}
