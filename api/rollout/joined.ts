import type { BucketProgress, RolloutState } from './rollout-state.ts';
import { newProgress } from './new-progress.ts';

/** A node that came after the buckets were made, and the bucket that it would have been in. */
export interface JoinedNode {
  readonly name: string;
  readonly bucket: string;
}

const LAST = 'joined';
const MOST_JOINED = 500;

/**
 * Each goes with its own bucket, while the turn of that has not come; later, with all others that are late, in one more at
 * the end. Buckets whose nodes people took out take none in. The first 500 count: the others are brought along afterwards.
 */
export function takeJoined(before: RolloutState, nodes: readonly JoinedNode[]): RolloutState {
  const known = new Set(joinedIn(before));
  let state = before;
  for (const { name, bucket } of nodes) {
    if (state.ending || known.has(name) || known.size === MOST_JOINED) continue;
    known.add(name);
    state = put(state, name, isToCome(state, bucket) ? bucket : lastOf(state));
  }
  return state;
}

/** All of them, by name. */
export function joinedIn({ buckets }: Pick<RolloutState, 'buckets'>): string[] {
  return buckets.flatMap(({ joined = [] }) => joined);
}

function isToCome({ buckets }: RolloutState, wanted: string): boolean {
  return buckets.some(({ name, phase, attempt }) => name === wanted && phase === 'Waiting' && attempt === 0);
}

function lastOf(state: RolloutState): string {
  const names = new Set(state.buckets.map(({ name }) => name));
  let name = LAST;
  for (let count = 2; names.has(name) && !isToCome(state, name); count += 1) name = `${LAST}-${count}`;
  return name;
}

function put(state: RolloutState, node: string, bucket: string): RolloutState {
  const { plan, buckets } = state;
  const isNew = !buckets.some(({ name }) => name === bucket);
  const planned = isNew ? [...plan.buckets, { name: bucket, nodes: 0, alone: false }] : plan.buckets;
  const progress = isNew ? [...buckets, newProgress({ name: bucket, nodes: 0 })] : buckets;
  return {
    ...state,
    plan: { ...plan, buckets: planned.map((one) => (one.name === bucket ? { ...one, nodes: one.nodes + 1 } : one)) },
    buckets: progress.map((one) => (one.name === bucket ? withOneMore(one, node) : one)),
  };
}

function withOneMore({ nodes, joined = [], ...bucket }: BucketProgress, node: string): BucketProgress {
  const { counts } = newProgress({ name: bucket.name, nodes: nodes + 1 });
  return { ...bucket, nodes: nodes + 1, counts, joined: [...joined, node] };
}
