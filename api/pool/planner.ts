import { atMost, decide, expectedOf } from './acts.ts';
import { type Census, EXPECTED_MS, takeCensus } from './census.ts';
import type { PoolPlan } from './plan.ts';
import { mixOf } from './mix.ts';
import { deadlineOf, followProgress, isComplete, marksOf } from './progress.ts';
import { conditionsOf, figuresOf } from './report.ts';
import type { PoolMemory, PoolView, Progress, RevisionRef } from './view.ts';
import { notesOf } from './words.ts';

/**
 * What a NodePool leads to by now. Equal views give equal plans, in whatever order their nodes come; and with what was
 * decided in its memory, the same view leads to nothing further.
 */
export function planPool(view: PoolView): PoolPlan {
  const census = takeCensus(view);
  const { more, ...acts } = atMost(decide(view, census), view.batch);
  const expected = [...census.expected, ...expectedOf(acts, view.now)];

  const progress = followProgress(view, census);
  const after = takeCensus({ ...view, memory: { ...view.memory, expected } });
  const mix = mixOf(view, census);
  // Half-way there are two revisions, also when scaling has left nodes of one only.
  const settled = mix ? view.memory.settled : settledOf(view, after);
  const memory = { expected, settled, progress, mix };
  return {
    ...acts,
    memory,
    nextLookAt: more ? view.now : nextLook(view, memory.expected, progress),
    figures: figuresOf(view, after),
    conditions: conditionsOf(view, after, progress),
    notes: notesOf(view, acts),
    gone: isGone(view, after),
  };
}

/** Remembers the revision that the whole pool has; half-way through a rollout it is still the one before. */
function settledOf({ pool, target, memory }: PoolView, census: Census): RevisionRef | null {
  const whole = pool.replicas > 0 && census.members.every(({ updated }) => updated);
  return whole && isComplete(marksOf({ pool }, census), pool.replicas) ? target : memory.settled;
}

function nextLook(view: PoolView, expected: PoolMemory['expected'], progress: Progress): number | null {
  const deadline = deadlineOf(view, progress);
  const times = expected.map(({ at }) => at + EXPECTED_MS);
  if (deadline !== null && deadline > view.now) times.push(deadline);
  return times.length > 0 ? Math.min(...times) : null;
}

function isGone({ pool }: PoolView, { members, leaving, misfits }: Census): boolean {
  if (!pool.deletion || members.length > 0 || misfits.length > 0) return false;
  return pool.deletion === 'Orphan' || leaving.length === 0;
}
