import type { SliceOutcome } from '../../api/rollout/slice.ts';
import { Failure } from '../failure.ts';
import type { OpenMaster } from '../salt/masters.ts';
import { answersOf, type Patience } from './await-returns.ts';
import { saltCallOf, type SliceCall } from './slice-call.ts';
import { outcomeOf } from './slice-outcome.ts';

export interface SliceDeps {
  salt: OpenMaster;
  patience?: Partial<Patience>;
}

export interface AwaitedSlice extends SliceCall {
  /** Milliseconds since the epoch: when it was sent out. */
  sentAt: number;
  runMs: number;
}

const PATIENCE = { askAfterMs: 30_000, silentMs: 300_000 };

export function sliceActivities({ salt, patience }: SliceDeps) {
  return {
    /** Sends a slice out, once: the jid makes it one, however often this is repeated. */
    async 'salt.submit'(slice: SliceCall): Promise<{ missing: string[] }> {
      const { jid, metadata } = slice;
      const port = await salt(slice.master);
      const { missing } = await port.submit({ ...saltCallOf(slice), jid, metadata });
      return { missing };
    },

    /**
     * A poll: fails until it can be told what became of the slice on each of its minions. What they sent back stays here,
     * however much it is.
     */
    async 'salt.awaitReturns'({ master, sentAt, runMs, ...slice }: AwaitedSlice): Promise<SliceOutcome> {
      const port = await salt(master).catch(toldAtOnce);
      const waitedMs = Date.now() - sentAt;
      const answers = await answersOf(port, slice, waitedMs, { ...PATIENCE, ...patience, runMs }).catch(toldAtOnce);
      if (answers) return outcomeOf(answers);
      throw new Failure('Unavailable', `Salt's job ${slice.jid} is not through yet`);
    },
  };
}

/** While nobody answers, it is the workflow that waits: there it is shown. */
function toldAtOnce(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  const { message, retryAfterMs, outage } = error;
  throw new Failure(error.type, message, { retryAfterMs, outage, waited: true, cause: error });
}
