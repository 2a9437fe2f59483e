import type { Count, PoolStrategy } from './view.ts';

/** What a strategy allows, in nodes. */
export interface Bounds {
  /** At most so many nodes more than wanted. */
  readonly surge: number;
  /** So many of the wanted ones may be missing by our own doing. */
  readonly unavailable: number;
}

/** OnDelete takes nobody down of itself, and has no surge. */
export function boundsOf(strategy: PoolStrategy, replicas: number): Bounds {
  if (strategy.type === 'OnDelete') return { surge: 0, unavailable: replicas };
  const surge = resolveCount(strategy.maxSurge, replicas, Math.ceil);
  const unavailable = Math.min(replicas, resolveCount(strategy.maxUnavailable, replicas, Math.floor));
  // Two shares can both come to nothing in a small pool: one at a time then, as Kubernetes has it.
  return surge === 0 && unavailable === 0 ? { surge: 0, unavailable: Math.min(1, replicas) } : { surge, unavailable };
}

/** Shares of surge are rounded up and those of unavailability down, as Kubernetes does. */
export function resolveCount(count: Count, replicas: number, round: (share: number) => number): number {
  return typeof count === 'number' ? count : round((Number.parseInt(count, 10) * replicas) / 100);
}

export const NEVER_REPLACED = 'maxUnavailable and maxSurge are both 0: then no node could ever be replaced';

/** A strategy of which this is false is refused at the door. */
export function canReplace({ maxSurge, maxUnavailable }: { maxSurge: Count; maxUnavailable: Count }): boolean {
  return [maxSurge, maxUnavailable].some((count) => count !== 0 && count !== '0%');
}
