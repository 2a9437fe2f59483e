import type { Reason } from '../../api/conditions.ts';
import type { SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { isPermanent } from '../../api/failures.ts';
import type { Failure } from '../failure.ts';
import type { Trial } from './compile.ts';

/** What a master's chain keeps from look to look. */
export interface MasterMemory {
  commit?: string;
  /** Commits that nobody names any more: since when, in milliseconds. */
  idle?: Readonly<Record<string, number>>;
  trial?: Trial;
}

export interface Fact {
  status: 'True' | 'False' | 'Unknown';
  reason: Reason;
  message: string;
}

/** What a look found, as it is shown. */
export interface MasterReport {
  commit?: string;
  served: readonly string[];
  minions?: { accepted: number; pending: number };
  ready: Fact;
  commitServed: Fact;
  /** Nothing is known of a commit that is not served. */
  statesCompile?: Fact;
  stalled: boolean;
  settled: boolean;
}

/** For so long a commit is kept that nobody names: a rollout may be about to. */
const IDLE_MS = 3_600_000;

/** Commits that a rollout may still need: both ends of each that is kept. */
export function commitsOf(transactions: readonly Pick<SaltTransaction, 'spec'>[]): string[] {
  return transactions.flatMap(({ spec }) => [spec.toCommit, ...(spec.fromCommit ? [spec.fromCommit] : [])]);
}

/** Which of the served commits to keep, and which of them are kept only for a while. */
export function sortOut(
  served: readonly string[],
  needed: readonly string[],
  idle: Readonly<Record<string, number>>,
  now: number,
): { keep: string[]; idle: Record<string, number> } {
  const unneeded = served.filter((commit) => !needed.includes(commit));
  const since = Object.fromEntries(unneeded.map((commit) => [commit, idle[commit] ?? now]));
  const kept = Object.entries(since).filter(([, at]) => now - at < IDLE_MS);
  return { keep: [...needed, ...kept.map(([commit]) => commit)], idle: Object.fromEntries(kept) };
}

export function waitingFor(reason: Reason, message: string, stalled = false): MasterReport {
  const fact = { status: 'False', reason, message } as const;
  return { served: [], ready: fact, commitServed: fact, stalled, settled: true };
}

/** Its commit can't be had: in git's own words, which the failure has. What was served before still is. */
export function refused(failure: Failure, memory: MasterMemory, served: readonly string[]): MasterReport {
  const fact = { status: 'False', reason: failure.type, message: failure.message } as const;
  const before = memory.commit === undefined ? {} : { commit: memory.commit };
  return { ...before, served, ready: fact, commitServed: fact, stalled: isPermanent(failure.type), settled: false };
}

export function serves(
  commit: string,
  served: readonly string[],
  keys: { accepted: number; pending: number },
  statesCompile: Fact,
): MasterReport {
  const message = `States and pillar of ${commit} are served.`;
  return {
    commit,
    served,
    minions: keys,
    ready: { status: 'True', reason: 'Succeeded', message: `salt-api answers. ${message}` },
    commitServed: { status: 'True', reason: 'Succeeded', message },
    statesCompile,
    stalled: false,
    // Who was silent or busy is asked again; who comes is told of.
    settled: statesCompile.status !== 'Unknown' || statesCompile.reason === 'NoMinion',
  };
}
