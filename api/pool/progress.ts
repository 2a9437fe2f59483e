import { type Census, isReady } from './census.ts';
import type { PoolView, Progress } from './view.ts';

type Marks = Pick<Progress, 'standing' | 'ready' | 'left'>;

/** How far the pool is by now. Under OnDelete every revision is as wanted. */
export function marksOf({ pool }: Pick<PoolView, 'pool'>, { members, leaving }: Census): Marks {
  const wanted = pool.strategy.type === 'OnDelete' ? members : members.filter(({ updated }) => updated);
  const standing = Math.min(pool.replicas, wanted.length);
  return {
    standing,
    ready: Math.min(pool.replicas, wanted.filter(isReady).length),
    left: members.length - standing + leaving.length,
  };
}

export function isComplete({ standing, ready, left }: Marks, replicas: number): boolean {
  return standing === replicas && ready === replicas && left === 0;
}

/** Follows the progress by one look. While the pool is paused its clock stands still. */
export function followProgress(view: PoolView, census: Census): Progress {
  const { pool, target, now, memory } = view;
  const marks = marksOf(view, census);
  const complete = isComplete(marks, pool.replicas);
  const wish = { target: target.hash, replicas: pool.replicas };
  const before = memory.progress;
  if (!before || before.target !== wish.target || before.replicas !== wish.replicas)
    return { ...wish, ...marks, at: now, reached: complete };

  const whole = marks.standing === pool.replicas && marks.left === 0;
  const reached = complete || (before.reached && whole);
  // A node of a pool that had all it wants is lost: what follows is new work.
  const begun = before.reached && !reached;
  const further = marks.standing > before.standing || marks.left < before.left || marks.ready > before.ready;
  const best = begun ? marks.ready : Math.max(marks.ready, Math.min(before.ready, marks.standing));
  const moved = reached || begun || further || view.pauses.length > 0;
  return { ...wish, ...marks, ready: best, at: moved ? now : before.at, reached };
}

/** When the progress deadline passes; null while nothing has to come nearer. */
export function deadlineOf({ pool, pauses }: PoolView, { reached, at }: Progress): number | null {
  return reached || pauses.length > 0 || pool.deletion || pool.refused !== undefined
    ? null
    : at + pool.progressDeadlineMs;
}
