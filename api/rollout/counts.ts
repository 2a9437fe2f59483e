import { resolveCount } from '../pool/bounds.ts';
import type { Count } from './rules.ts';
import type { BucketNode, Counts } from './nodes.ts';

export const NO_COUNTS: Counts = {
  nodes: 0,
  pending: 0,
  running: 0,
  ok: 0,
  changed: 0,
  failed: 0,
  busy: 0,
  unreachable: 0,
  lost: 0,
  skipped: 0,
  badBefore: 0,
};
const FIELDS = Object.keys(NO_COUNTS) as (keyof Counts)[];

export function sumOf(all: readonly Counts[]): Counts {
  const sum = { ...NO_COUNTS };
  for (const counts of all) for (const field of FIELDS) sum[field] += counts[field];
  return sum;
}

/** Nobody was asked yet. */
export function untouched(nodes: number): Counts {
  return { ...NO_COUNTS, nodes, pending: nodes };
}

/** What is left when those that are to be done again are taken out. */
export function settledOf(counts: Counts): Counts {
  const { ok, changed, skipped } = counts;
  return { ...NO_COUNTS, nodes: ok + changed + skipped, ok, changed, skipped };
}

/** Nodes that are not well, and were before: the release has done that. */
export function brokenIn({ failed, unreachable, lost }: Counts): number {
  return failed + unreachable + lost;
}

/** Nodes that are not as they are wanted, whoever has done that: what a retry is for. */
export function unfinishedIn(counts: Counts): number {
  return brokenIn(counts) + counts.busy + counts.badBefore + counts.pending;
}

/** Nodes through which the release went. */
export function doneIn({ ok, changed }: Counts): number {
  return ok + changed;
}

/** Of so many nodes; shares are rounded down. */
export function atMost(count: Count, nodes: number): number {
  return resolveCount(count, nodes, Math.floor);
}

const FIELD_OF = {
  Pending: 'pending',
  InFlight: 'running',
  Ok: 'ok',
  Changed: 'changed',
  Failed: 'failed',
  Busy: 'busy',
  Unreachable: 'unreachable',
  Lost: 'lost',
  Skipped: 'skipped',
} as const;

export function countNodes(nodes: readonly BucketNode[]): Counts {
  const counts = { ...NO_COUNTS, nodes: nodes.length };
  for (const node of nodes) counts[wasBad(node) ? 'badBefore' : FIELD_OF[node.state]] += 1;
  return counts;
}

/** Not well at the end, and not well before. */
function wasBad({ state, badBefore }: BucketNode): boolean {
  return badBefore !== undefined && ['Failed', 'Busy', 'Unreachable', 'Lost'].includes(state);
}
