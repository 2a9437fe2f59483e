import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../activities/failure.ts';
import { sliceActivities } from '../../activities/rollout/slices.ts';
import type { SliceCall } from '../../activities/rollout/slice-call.ts';
import { eachAtOnce } from '../../api/at-once.ts';
import { jidOf } from '../../api/salt-jid.ts';
import type { SliceOutcome } from '../../api/rollout/slice.ts';
import { simulatorCredentials } from '../../hack/stack/credentials.ts';
import { createSaltMasters } from '../../workers/salt-masters.ts';
import { REPOSITORY } from './simulated-salt.ts';

/** The slices of each rack, in their order. */
export type Slices = ReadonlyMap<string, readonly (readonly string[])[]>;

const RUN_MS = 3_600_000;

/**
 * The product's own submit and polls, through its own adapter, in a plain loop: no Temporal, no apiserver, no budgets, no
 * status. Racks go side by side as in a rollout, slices of a rack one after the other. Gives the seconds until the last one.
 */
export function createBaseline(url: string, domains: number) {
  const { username, password } = simulatorCredentials.salt;
  const secret = Promise.resolve({ version: '1', values: { username, password } });
  const open = createSaltMasters({ read: () => secret, forget: () => undefined }, []);
  const salt = () => open({ url, eauth: 'sharedsecret', credentialsSecretRef: { namespace: '', name: '' } });
  const activities = sliceActivities({ salt });

  return async (round: string, commit: string, slices: Slices): Promise<number> => {
    await (await salt()).serve({ url: REPOSITORY, path: '' }, commit);
    const started = performance.now();
    await eachAtOnce([...slices], domains, async ([bucket, ofRack]) => {
      for (const [index, minions] of ofRack.entries()) {
        const slice = index + 1;
        const jid = jidOf({ transaction: round, bucket, attempt: 1, slice }, new Date().toISOString());
        const { verdicts } = await run({
          ...{ master: { namespace: '', name: '' }, jid, act: 'apply', minions, commit, states: [] },
          metadata: { baseline: round, bucket, slice: String(slice) },
        });
        if (verdicts.Changed?.length !== minions.length) throw new Error(`${bucket}: ${JSON.stringify(verdicts)}`);
      }
    });
    return (performance.now() - started) / 1000;
  };

  async function run(slice: SliceCall): Promise<SliceOutcome> {
    await activities['salt.submit'](slice);
    const awaited = { ...slice, sentAt: Date.now(), runMs: RUN_MS };
    for (;;) {
      try {
        return await activities['salt.awaitReturns'](awaited);
      } catch (error) {
        if (!(error instanceof Failure) || error.retryAfterMs === undefined) throw error;
        await sleep(error.retryAfterMs);
      }
    }
  }
}
