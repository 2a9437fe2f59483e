import { MemorySaltApi } from '../../../activities/adapters/memory/salt-api.ts';
import { statesReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import { pauseMs } from '../../../activities/rollout/await-returns.ts';
import type { Failure } from '../../../activities/failure.ts';
import { sliceActivities } from '../../../activities/rollout/slices.ts';

const SLICE = {
  master: { namespace: 'default', name: 'master-1' },
  jid: '20261125000000000001',
  act: 'apply' as const,
  minions: ['web-1'],
  commit: 'aaaa',
  states: [],
  metadata: { rollout: 'default/web-1', bucket: 'r1' },
};
const DONE = statesReturn([{ id: 'site', result: true, changes: { file: 'new' } }]);

/** A slice that is on its way, and how often Salt is asked for it. */
async function sentOut() {
  const salt = new MemorySaltApi();
  salt.plantKey('web-1');
  salt.answer = () => ({ kind: 'runs' });
  const activities = sliceActivities({ salt: async () => salt, firstPollMs: 0 });
  await activities['salt.submit'](SLICE);
  const asked: number[] = [];
  const job = salt.job.bind(salt);
  let returnsAt = Infinity;
  salt.job = async (jid) => {
    asked.push(Date.now());
    const found = await job(jid);
    return found && asked.length >= returnsAt ? { ...found, returns: { 'web-1': DONE } } : found;
  };
  return {
    asked,
    returnsAtPoll: (poll: number) => (returnsAt = poll),
    await: (sentAt: number) => activities['salt.awaitReturns']({ ...SLICE, sentAt, runMs: 3_600_000 }),
  };
}

test('a slice that is through soon is waited for by one attempt', async () => {
  const slice = await sentOut();
  slice.returnsAtPoll(3);

  expect((await slice.await(Date.now())).verdicts).toEqual({ Changed: ['web-1'] });
  expect(slice.asked).toHaveLength(3);
});

test('one that takes longer is left to Temporal after each poll, which is told when the next one is due', async () => {
  const slice = await sentOut();

  const failure = await slice.await(Date.now() - 12_000).catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'Unavailable', retryAfterMs: expect.any(Number) });
  expect((failure as Failure).retryAfterMs).toBeGreaterThanOrEqual(6_000);
  expect(slice.asked).toHaveLength(1);
});

test('the longer a job runs already, the longer are the pauses, within bounds', () => {
  expect([0, 1_000, 3_000, 12_000, 3_600_000].map(pauseMs)).toEqual([500, 500, 1_500, 6_000, 10_000]);
});
