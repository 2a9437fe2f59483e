import type { SaltFailureGroup, SaltVerdictType } from '../salt-verdict.ts';

/*
 * A slice: the minions that run the states together, under one jid. What becomes of it is told in few words, however much
 * the minions sent back. Part of recorded histories: fields are added, never changed.
 */

/** Verify: whether a lost return had done its work; a dry run in which nothing would change says that it had. */
export const SLICE_ACTS = ['apply', 'dry-run', 'verify'] as const;
export type SliceAct = (typeof SLICE_ACTS)[number];

export interface Slice {
  number: number;
  act: SliceAct;
  nodes: string[];
}

/** Names of minions by what became of the job there; each of the slice's minions once. */
export type MinionVerdicts = Partial<Record<SaltVerdictType, string[]>>;

/** Those that have what was applied. */
export function haveIt({ Ok = [], Changed = [] }: MinionVerdicts): string[] {
  return [...Ok, ...Changed];
}

/** Minions in which the same would change. */
export interface ChangeSet {
  text: string;
  nodes: number;
  examples: string[];
}

/** So many causes or change sets of a slice are told; the rest are in Salt's job. */
export const MOST_GROUPS = 20;

export interface SliceOutcome {
  verdicts: MinionVerdicts;
  /** The largest first, and so many of them as a person reads. */
  failures: SaltFailureGroup[];
  /** Of a dry run. */
  changeSets: ChangeSet[];
}
