import { setTimeout as sleep } from 'node:timers/promises';
import type { SliceOutcome } from '../../api/rollout/slice.ts';
import { Failure } from '../failure.ts';
import type { OpenMaster } from '../salt/masters.ts';
import { answersOf, type Patience, pauseMs } from './await-returns.ts';
import { saltCallOf, type SliceCall } from './slice-call.ts';
import { outcomeOf } from './slice-outcome.ts';

export interface SliceDeps {
  salt: OpenMaster;
  patience?: Partial<Patience>;
  /** Milliseconds between a submit and the first poll. */
  firstPollMs?: number;
}

export interface AwaitedSlice extends SliceCall {
  /** Milliseconds since the epoch: when it was sent out. */
  sentAt: number;
  runMs: number;
}

const PATIENCE = { askAfterMs: 30_000, silentMs: 300_000 };
/** No minion is through with its states sooner. */
const FIRST_POLL_MS = 500;
/** Longer pauses are Temporal's matter: whoever waits here takes the place of another, and holds up the worker's end. */
const MOST_PAUSE_MS = 2_000;

export function sliceActivities({ salt, patience, firstPollMs = FIRST_POLL_MS }: SliceDeps) {
  return {
    /** Sends a slice out, once: the jid makes it one, however often this is repeated. */
    async 'salt.submit'(slice: SliceCall): Promise<{ missing: string[] }> {
      const { jid, metadata } = slice;
      const port = await salt(slice.master);
      const { missing } = await port.submit({ ...saltCallOf(slice), jid, metadata });
      return { missing };
    },

    /**
     * Polls: fails until it can be told what became of the slice on each of its minions. What they sent back stays here,
     * however much it is.
     */
    async 'salt.awaitReturns'({ master, sentAt, runMs, ...slice }: AwaitedSlice): Promise<SliceOutcome> {
      const port = await salt(master).catch(toldAtOnce);
      const waited = () => Date.now() - sentAt;
      for (let pause = firstPollMs - waited(); pause <= MOST_PAUSE_MS; pause = pauseMs(waited())) {
        if (pause > 0) await sleep(pause);
        const answers = await answersOf(port, slice, waited(), { ...PATIENCE, ...patience, runMs }).catch(toldAtOnce);
        if (answers) return outcomeOf(answers);
      }
      const message = `Salt's job ${slice.jid} is not through yet`;
      throw new Failure('Unavailable', message, { retryAfterMs: pauseMs(waited()) });
    },
  };
}

/** While nobody answers, it is the workflow that waits: there it is shown. */
function toldAtOnce(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const { message, retryAfterMs, outage } = error;
  throw new Failure(error.type, message, { retryAfterMs, outage, waited: true, cause: error });
}
