import type { PoolCondition, Reason } from '../conditions.ts';
import { formatDuration } from '../duration.ts';
import { boundsOf } from './bounds.ts';
import { type Census, isReady } from './census.ts';
import { isMixed } from './mix.ts';
import type { PlannedCondition, PoolFigures } from './plan.ts';
import { deadlineOf, isComplete, marksOf } from './progress.ts';
import type { PoolPause, PoolView, Progress } from './view.ts';
import { nodesInWords, waitingFor } from './words.ts';

const PAUSED_BY = {
  spec: 'PausedBySpec',
  annotation: 'PausedByAnnotation',
  command: 'PausedByCommand',
} as const satisfies Record<PoolPause['source'], Reason>;

export function figuresOf({ pool }: PoolView, { members, leaving, orphans }: Census): PoolFigures {
  const ready = members.filter(isReady);
  return {
    replicas: members.length,
    readyReplicas: ready.length,
    updatedReplicas: members.filter(({ updated }) => updated).length,
    updatedReadyReplicas: ready.filter(({ updated }) => updated).length,
    unavailableReplicas: Math.max(0, pool.replicas - ready.length),
    stalledReplicas: members.filter(({ health }) => health.state === 'Stalled').length,
    deletingReplicas: leaving.length,
    surplusOrphans: orphans.length,
  };
}

type Verdict = Omit<PlannedCondition, 'type'>;

/** All conditions of the pool, as it is once what was decided is done. */
export function conditionsOf(view: PoolView, census: Census, progress: Progress): PlannedCondition[] {
  const verdicts: Record<PoolCondition, Verdict> = {
    ...(interruption(view, census) ?? course(view, census, progress)),
    Available: availability(view, census),
    Paused: pause(view),
  };
  return Object.entries(verdicts).map(([type, verdict]) => ({ type: type as PoolCondition, ...verdict }));
}

type Course = Record<'Ready' | 'Progressing' | 'Reconciling' | 'Stalled', Verdict>;

/** A pool that is deleted, or not accepted, is on no course. */
function interruption({ pool }: PoolView, { members, leaving, misfits }: Census): Course | undefined {
  if (pool.deletion) {
    const left = members.length + misfits.length + (pool.deletion === 'Delete' ? leaving.length : 0);
    const verb = pool.deletion === 'Delete' ? 'are to go with it' : 'are to be left to themselves';
    const message = `The pool is deleted; ${nodesInWords(left)} ${verb}.`;
    return {
      Ready: { status: 'False', reason: 'Deleting', message },
      Progressing: { status: 'True', reason: 'Deleting', message },
      Reconciling: { status: 'True', reason: 'Deleting', message },
      Stalled: { status: 'False', reason: 'Deleting', message },
    };
  }
  if (pool.refused === undefined) return undefined;
  const refused = { reason: 'NotAccepted', message: pool.refused } as const;
  return {
    Ready: { status: 'False', ...refused },
    Progressing: { status: 'False', ...refused },
    Reconciling: { status: 'False', ...refused },
    Stalled: { status: 'True', ...refused },
  };
}

function course(view: PoolView, census: Census, progress: Progress): Course {
  const { pool, now } = view;
  const complete = isComplete(marksOf(view, census), pool.replicas);
  const message = [standingInWords(view, census), waitingFor(census)].filter((words) => words !== '').join(' ');
  const settled: Verdict = { status: 'True', reason: 'Settled', message };
  const [held] = isMixed(view, census) ? view.pauses : [];
  const deadline = deadlineOf(view, progress);
  if (deadline !== null && now >= deadline) {
    const exceeded = {
      reason: 'ProgressDeadlineExceeded',
      message: `No progress for ${formatDuration(pool.progressDeadlineMs)}. ${message}`,
    } as const;
    return {
      Ready: { status: 'False', ...exceeded },
      Progressing: { status: 'False', ...exceeded },
      Reconciling: { status: 'False', ...exceeded },
      Stalled: { status: 'True', ...exceeded },
    };
  }
  const under: Omit<Verdict, 'status'> = { reason: held ? PAUSED_BY[held.source] : 'InProgress', message };
  const idle = { reason: complete ? 'Settled' : 'Idle', message } as const;
  return {
    Ready: complete ? settled : { status: 'False', ...under },
    Progressing: progress.reached ? settled : { status: held ? 'Unknown' : 'True', ...under },
    Reconciling: complete || held ? { status: 'False', ...idle } : { status: 'True', ...under },
    Stalled: { status: 'False', ...idle },
  };
}

/** "3 of 4 nodes are Ready; 2 are of revision 3." */
function standingInWords({ pool, target }: PoolView, { members }: Census): string {
  const ready = `${members.filter(isReady).length} of ${nodesInWords(pool.replicas)} are Ready`;
  const earlier = members.filter(({ updated }) => !updated).length;
  if (members.length === 0) return `${ready}.`;
  if (earlier === 0) return `${ready}; all are of revision ${target.number}.`;
  const [is, it] = earlier === 1 ? ['is', 'it'] : ['are', 'them'];
  const later = pool.strategy.type === 'OnDelete' ? `, and ${is} replaced when somebody deletes ${it}` : '';
  return `${ready}; ${earlier} ${is} not of revision ${target.number}${later}.`;
}

function availability({ pool }: PoolView, { members }: Census): Verdict {
  const { unavailable } = boundsOf(pool.strategy, pool.replicas);
  const promised = pool.replicas - (pool.strategy.type === 'OnDelete' ? 0 : unavailable);
  const ready = members.filter(isReady).length;
  const message = `${ready} of ${nodesInWords(pool.replicas)} are Ready; ${promised} are promised.`;
  return ready >= promised
    ? { status: 'True', reason: 'EnoughReady', message }
    : { status: 'False', reason: 'TooFewReady', message };
}

function pause({ pauses }: PoolView): Verdict {
  const [first] = pauses;
  if (!first) return { status: 'False', reason: 'NotPaused', message: 'Nobody holds the pool.' };
  const message = pauses.map(({ by, why }) => `${by}: ${why}`).join('; ');
  return { status: 'True', reason: PAUSED_BY[first.source], message };
}
