import type { Census } from './census.ts';
import type { Mix, PoolView } from './view.ts';

/** A rolling update is under way, or is held half-way by a pause. */
export function isMixed({ pool }: PoolView, { members }: Census): boolean {
  return pool.strategy.type === 'RollingUpdate' && members.some(({ updated }) => !updated);
}

/** Of a rollout that a pause holds half-way: as it was when the pause was seen first. Null while there is none. */
export function mixOf(view: PoolView, census: Census): Mix | null {
  const { pool, pauses, target, memory } = view;
  if (pauses.length === 0 || pool.strategy.type !== 'RollingUpdate') return null;
  if (memory.mix?.target === target.hash) return memory.mix;
  // Who pauses and scales at once means the pool as it was before.
  const of = memory.progress?.replicas ?? pool.replicas;
  if (!isMixed(view, census) || of === 0) return null;
  const updated = census.members.filter((member) => member.updated).length;
  return { target: target.hash, updated: Math.min(updated, of), of };
}

/** So many of the wanted nodes are to have the new revision: the share that had it. */
export function updatedShare({ updated, of }: Mix, replicas: number): number {
  return Math.round((updated * replicas) / of);
}
