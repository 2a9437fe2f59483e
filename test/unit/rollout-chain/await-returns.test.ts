import { MemorySaltApi, type MinionAnswer } from '../../../activities/adapters/memory/salt-api.ts';
import { statesReturn } from '../../../activities/adapters/memory/salt-returns.ts';
import { answersOf, pauseMs } from '../../../activities/rollout/await-returns.ts';
import { outcomeOf } from '../../../activities/rollout/slice-outcome.ts';

const JID = '20261125000000000001';
const METADATA = { rollout: 'default/web-1', bucket: 'r1' };
const PATIENCE = { askAfterMs: 1_000, silentMs: 10_000, runMs: 60_000 };
const DONE = statesReturn([{ id: 'site', result: true, changes: { file: 'new' } }]);

async function sent(answers: Record<string, MinionAnswer>): Promise<MemorySaltApi> {
  const salt = new MemorySaltApi();
  for (const minion of Object.keys(answers)) salt.plantKey(minion);
  salt.answer = (minion) => answers[minion] ?? { kind: 'runs' };
  await salt.submit({ jid: JID, fun: 'state.apply', minions: Object.keys(answers), metadata: METADATA });
  return salt;
}

async function verdictsAfter(salt: MemorySaltApi, minions: string[], waitedMs: number) {
  const answers = await answersOf(salt, { jid: JID, minions, metadata: METADATA }, waitedMs, PATIENCE);
  return answers && outcomeOf(answers).verdicts;
}

test('what all have returned is told at once', async () => {
  const salt = await sent({ 'web-1': { kind: 'returns', value: DONE } });

  expect(await verdictsAfter(salt, ['web-1'], 0)).toEqual({ Changed: ['web-1'] });
});

test('one that runs it is waited for, until its time is over', async () => {
  const salt = await sent({ 'web-1': { kind: 'runs' } });

  expect(await verdictsAfter(salt, ['web-1'], 0)).toBeUndefined();
  expect(await verdictsAfter(salt, ['web-1'], 59_999)).toBeUndefined();
  expect(await verdictsAfter(salt, ['web-1'], 60_000)).toEqual({ Running: ['web-1'] });
});

test('a return that the master never got is fetched from the minion, or lost', async () => {
  const salt = await sent({ 'web-1': { kind: 'loses', value: DONE } });

  expect(await verdictsAfter(salt, ['web-1'], 999)).toBeUndefined();
  expect(await verdictsAfter(salt, ['web-1'], 1_000)).toEqual({ Changed: ['web-1'] });
  salt.keptReturns = async () => ({});
  expect(await verdictsAfter(salt, ['web-1'], 1_000)).toEqual({ Lost: ['web-1'] });
});

test('one that says nothing is given time before it is unreachable', async () => {
  const salt = await sent({ 'web-1': { kind: 'runs' } });
  salt.away.add('web-1');

  expect(await verdictsAfter(salt, ['web-1'], 9_999)).toBeUndefined();
  expect(await verdictsAfter(salt, ['web-1'], 10_000)).toEqual({ Unreachable: ['web-1'] });
});

test('of a job that the master has forgotten everything is lost', async () => {
  const salt = await sent({ 'web-1': { kind: 'returns', value: DONE } });
  salt.forgetJob(JID);

  expect(await verdictsAfter(salt, ['web-1'], 0)).toEqual({ Lost: ['web-1'] });
});

test('a job of that jid that is another one is none of ours', async () => {
  const salt = await sent({ 'web-1': { kind: 'returns', value: DONE } });
  const job = { jid: JID, minions: ['web-1'], metadata: { ...METADATA, bucket: 'r2' } };

  await expect(answersOf(salt, job, 0, PATIENCE)).rejects.toThrow(/is another one/);
});

test.each([
  [0, 500],
  [600, 500],
  [4_000, 2_000],
  [3_600_000, 10_000],
])('after %i ms a poll is half of that away: never sooner than half a second, nor later than ten', (waited, pause) => {
  expect(pauseMs(waited)).toBe(pause);
});
