import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { ClusterError } from '../api/cluster/index.ts';
import { Failure } from '../activities/failure.ts';
import type { ActivityMetrics, ActivityOutcome } from './metrics.ts';

/** Well below the shortest heartbeat time-out (10 s): a killed worker is noticed soon, a busy one is not suspected. */
export const HEARTBEAT_MS = 3_000;

/**
 * Around every activity of a queue: a heartbeat, so that Temporal notices a dead worker within seconds; how long it
 * waited and took; and the one place where our failures become Temporal's.
 */
export function aroundActivity(queue: string, metrics?: ActivityMetrics) {
  return (context: Context): { inbound: ActivityInboundCallsInterceptor } => ({
    inbound: {
      async execute(input, next) {
        const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
        const began = performance.now();
        metrics?.waited(queue, secondsInQueue(context));
        const took = (outcome: ActivityOutcome) =>
          metrics?.activity(context.info.activityType, outcome, (performance.now() - began) / 1000);
        try {
          const result = await next(input);
          took('done');
          return result;
        } catch (error) {
          const failure = applicationFailure(error, context.cancellationSignal.aborted);
          took(outcomeOf(failure));
          throw failure;
        } finally {
          clearInterval(beat);
        }
      },
    },
  });
}

/** By two clocks, Temporal's and ours: never below zero. */
function secondsInQueue({ info }: Context): number {
  return Math.max(0, Date.now() - info.currentAttemptScheduledTimestampMs) / 1000;
}

function outcomeOf(failure: unknown): ActivityOutcome {
  if (failure instanceof CancelledFailure) return 'cancelled';
  return failure instanceof ApplicationFailure && failure.nonRetryable ? 'permanent' : 'retryable';
}

/** What goes into the history: words for a person, and no stack, which would carry the worker's file names there. */
export function applicationFailure(error: unknown, cancelled = false): unknown {
  const failure = translate(error, cancelled);
  if (failure instanceof Error && !(failure instanceof CancelledFailure)) failure.stack = '';
  return failure;
}

function translate(error: unknown, cancelled: boolean): unknown {
  if (error instanceof CancelledFailure && !cancelled) {
    return ApplicationFailure.create({
      type: 'Unavailable',
      message: 'It hung on work of an activity that was cancelled',
    });
  }
  if (error instanceof Failure) {
    return ApplicationFailure.create({
      type: error.type,
      message: error.message,
      nonRetryable: !error.retryable || error.waited,
      nextRetryDelay: error.retryAfterMs,
      details: detailsOf(error),
    });
  }
  if (error instanceof ClusterError) {
    return ApplicationFailure.create({ type: 'Unavailable', message: `The apiserver: ${error.message}` });
  }
  return error;
}

function detailsOf({ waitsFor, outage, woken }: Failure): object[] {
  const details = {
    ...(waitsFor.length > 0 && { waitsFor }),
    ...(outage !== undefined && { outage }),
    ...(woken && { woken }),
  };
  return Object.keys(details).length > 0 ? [details] : [];
}
