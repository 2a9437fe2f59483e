import { ApplicationFailure } from '@temporalio/common';
import type { Context } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { ClusterError } from '../api/cluster/index.ts';
import { Failure } from '../activities/failure.ts';

/** Well below the shortest heartbeat time-out (10 s): a killed worker is noticed soon, a busy one is not suspected. */
const HEARTBEAT_MS = 3_000;

/**
 * Around every activity: a heartbeat, so that Temporal notices a dead worker within seconds, and the one place where
 * our failures become Temporal's.
 */
export function aroundActivity(context: Context): { inbound: ActivityInboundCallsInterceptor } {
  return {
    inbound: {
      async execute(input, next) {
        const beat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
        try {
          return await next(input);
        } catch (error) {
          throw applicationFailure(error);
        } finally {
          clearInterval(beat);
        }
      },
    },
  };
}

/** A stack trace would carry file names of the worker into every history: the message says what a person needs. */
export function applicationFailure(error: unknown): unknown {
  if (error instanceof Failure) {
    return ApplicationFailure.create({
      type: error.type,
      message: error.message,
      nonRetryable: !error.retryable,
      nextRetryDelay: error.retryAfterMs,
      details: error.waitsFor.length > 0 ? [{ waitsFor: error.waitsFor }] : [],
    });
  }
  if (error instanceof ClusterError) {
    return ApplicationFailure.create({ type: 'Unavailable', message: `The apiserver: ${error.message}` });
  }
  return error;
}
