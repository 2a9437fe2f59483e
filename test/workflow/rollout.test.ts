import { Failure } from '../../activities/failure.ts';
import { busyReturn, statesReturn } from '../../activities/adapters/memory/salt-returns.ts';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import type { SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import {
  retryCommitUpdate,
  retryRolloutUpdate,
  rollbackCommitUpdate,
  rollbackUpdate,
} from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { PlayedDeployment } from './dsl/played-deployment.ts';
import { answers, FAILS, ranOn, rolledOut } from './dsl/rolled-out.ts';
import { COMMITS, saltedPool } from './dsl/salted-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const [FIRST, SECOND, THIRD] = COMMITS;
const DOWN = new Failure('Unavailable', 'the worker died');
/** What a transaction shows now. */
function shownOf({ statuses }: World, transaction: string): SaltTransactionStatus | undefined {
  return statuses.ofTransactions.findLast(({ ref }) => ref.name === transaction)?.status;
}

function isPaused({ conditions = [] }: SaltDeploymentStatus): boolean {
  return conditions.some(({ type, status }) => type === 'Paused' && status === 'True');
}

test('a commit goes out rack by rack, once to every minion, and the next one follows it', async () => {
  const world = await stage.play();
  await saltedPool(world, [2, 2, 1]);
  const deployment = await PlayedDeployment.applied(world);
  await deployment.isSeen();
  await deployment.isGoodAt(FIRST);

  expect(ranOn(world)).toEqual(['web-1 aaaa', 'web-2 aaaa', 'web-3 aaaa', 'web-4 aaaa', 'web-5 aaaa']);
  const [transaction] = await deployment.transactions();
  expect(transaction).toMatchObject({
    metadata: { name: 'web-1' },
    spec: { deployment: 'web', generation: 1, fromCommit: null, toCommit: FIRST },
  });
  expect(transaction?.spec.buckets.map(({ name, members }) => [name, members])).toEqual([
    ['r1', ['web-1', 'web-2']],
    ['r2', ['web-3', 'web-4']],
    ['r3', ['web-5']],
  ]);

  await deployment.wants(SECOND);
  const status = await deployment.isGoodAt(SECOND);
  expect(status.history?.map(({ transaction: name, phase, fromCommit }) => [name, phase, fromCommit])).toEqual([
    ['web-1', 'Succeeded', null],
    ['web-2', 'Succeeded', FIRST],
  ]);
  expect(ranOn(world)).toHaveLength(10);
}, 60_000);

test.each(['salt.submit', 'salt.awaitReturns', 'rollout.createTransaction', 'rollout.readBucket', 'rollout.look'])(
  'whose answer was lost: %s; every minion runs the states once all the same',
  async (activity) => {
    const world = await stage.play();
    await saltedPool(world, [2, 1]);
    const lost = world.disturbances.fails(activity, DOWN, 'after');
    const deployment = await PlayedDeployment.applied(world);
    await deployment.isSeen();
    await eventually('it has failed', () => world.calls.filter((name) => name === activity).length >= 4);
    lost.heal();
    await deployment.isGoodAt(FIRST);

    expect(ranOn(world).sort()).toEqual(['web-1 aaaa', 'web-2 aaaa', 'web-3 aaaa']);
    expect(await deployment.transactions()).toHaveLength(1);
  },
  60_000,
);

test('a pause in the middle of a slice: once it is acknowledged nothing is sent out until the resume', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [2, 2], { strategy: { maxUnavailable: 1 } });
  const held = world.disturbances.holds('salt.submit', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  await deployment.pause();
  const pausing = await deployment.condition('Paused', 'False', /Pausing.*alice: watching/);
  expect(pausing.phase).toBe('Pausing');
  expect(ranOn(world)).toEqual([]);
  await eventually('the rollout holds', () => shownOf(world, 'web-2')?.phase === 'Paused');
  const looks = () => world.calls.filter((name) => name === 'rollout.look').length;
  for (let more = 0; more < 6; more += 1) {
    const before = looks();
    await deployment.isSeen();
    await eventually('another look', () => looks() > before);
  }
  expect(world.statuses.ofDeployments.filter(({ status }) => isPaused(status))).toEqual([]);

  // What was on its way goes out before the pause is acknowledged, and nothing after it.
  held.letGo();
  const paused = await deployment.condition('Paused', 'True', /PausedByCommand alice: watching/);
  expect(paused.pauses).toMatchObject([{ source: 'command', by: 'alice', why: 'watching' }]);
  const ran = ranOn(world);
  expect(ran).toEqual(['web-1 bbbb']);
  await deployment.isSeen();
  await deployment.isSeen();
  expect(ranOn(world)).toEqual(ran);

  await deployment.resume();
  await deployment.isGoodAt(SECOND);
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb', 'web-3 bbbb', 'web-4 bbbb']);
}, 60_000);

test('a pause while the submit fails: what may have gone out is waited for, and nothing is sent out', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [2], { strategy: { maxUnavailable: 1 } });
  const down = world.disturbances.fails('salt.submit', DOWN);
  await deployment.wants(SECOND);
  const submits = () => world.calls.filter((name) => name === 'salt.submit').length;
  const before = submits();
  await eventually('it is tried', () => submits() > before);
  await deployment.pause();
  await deployment.condition('Paused', 'True');
  const tried = submits();
  down.heal();
  await deployment.isSeen();
  expect([submits(), ranOn(world)]).toEqual([tried, []]);

  await deployment.resume();
  await deployment.isGoodAt(SECOND);
  expect(ranOn(world).filter((line) => !line.includes('try'))).toEqual(['web-1 bbbb', 'web-2 bbbb']);
}, 60_000);

test('what stands in the spec holds it, too, and a resume does not end that', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  await deployment.isEdited({ paused: true, revision: { commit: SECOND } });
  await deployment.condition('Paused', 'True', /PausedBySpec/);
  await deployment.resume();
  await deployment.isSeen();
  await deployment.condition('Paused', 'True', /PausedBySpec/);
  expect(ranOn(world)).toEqual([]);

  await deployment.isEdited({ paused: false });
  await deployment.isGoodAt(SECOND);
}, 60_000);

test('only what failed is tried again, and a failure holds the rollout until somebody has looked', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [3, 1]);
  let isBroken = true;
  answers(world, SECOND, (minion) => (isBroken && minion === 'web-2' ? FAILS : undefined));
  await deployment.wants(SECOND);
  const held = await deployment.shows('the hold', ({ pauses = [] }) => pauses.length > 0);
  expect(held.pauses?.[0]).toMatchObject({ by: 'the rollout', source: 'failures', bucket: 'r1' });
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb', 'web-3 bbbb']);
  const failures = await eventually('the failure', () => shownOf(world, 'web-2')?.topFailures);
  expect(failures).toMatchObject([{ stateId: 'nginx', message: 'no such package', nodes: 1 }]);

  isBroken = false;
  await deployment.asks('web-2', retryRolloutUpdate);
  await deployment.isGoodAt(SECOND);
  expect(ranOn(world).slice(3)).toEqual(['web-2 try bbbb', 'web-2 bbbb', 'web-4 bbbb']);
}, 60_000);

test('every minion shows its commit, what became of it, and when it was seen', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [3], { failureBudget: { perBucket: 1, total: 1 } });
  answers(world, SECOND, (minion) => (minion === 'web-2' ? FAILS : undefined));
  await deployment.wants(SECOND);
  const shown = async () => (await world.datacenter.cluster.list(saltMinion)).items.map(({ status }) => status);
  const results = async () => (await shown()).map((status) => `${status?.lastResult} ${status?.commit}`).join();
  const expected = [`Changed ${SECOND}`, `StateFailed ${FIRST}`, `Changed ${SECOND}`].join();
  await eventually('it is shown', async () => (await results()) === expected);
  const seen = expect.stringMatching(/^20/) as string;
  expect(await shown()).toMatchObject([
    { key: 'Accepted', lastSeen: seen },
    { key: 'Accepted', lastSeen: seen },
    { key: 'Accepted', lastSeen: seen },
  ]);
}, 60_000);

test('a busy minion is asked again, and a lost return is verified before it is asked again', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [3], { onFailure: 'Abort' });
  const { salt } = world.datacenter;
  let busy = 1;
  answers(world, SECOND, (minion) => {
    if (minion === 'web-1' && busy-- > 0) return { kind: 'returns', value: busyReturn('20260101000000000000') };
    if (minion === 'web-2') return { kind: 'loses', value: statesReturn([{ id: 'site', result: true }]) };
    return undefined;
  });
  salt.keptReturns = async () => ({});
  await deployment.wants(SECOND);
  const count = (line: string) => ranOn(world).filter((one) => one === line).length;
  await eventually('the lost one is verified, the busy one asked again', () => {
    return count('web-2 try bbbb') > 0 && count('web-1 bbbb') === 2;
  });
  expect(count('web-3 bbbb')).toBe(1);
}, 60_000);

test('old transactions go, as far as the limit says; the last one never', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1], { historyLimit: 1 });
  await deployment.wants(SECOND);
  await deployment.isGoodAt(SECOND);
  await deployment.isSeen();

  await eventually('the first one is to go', async () => {
    const [old, last] = await deployment.transactions();
    return old?.metadata.deletionTimestamp !== undefined && last?.metadata.deletionTimestamp === undefined;
  });
}, 60_000);

test('a new commit supersedes cleanly: what is under way ends, and the rest is left to the next one', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1, 1]);
  const held = world.disturbances.holds('salt.awaitReturns', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  await deployment.wants(THIRD);
  await deployment.shows('it makes way', () =>
    world.statuses.ofTransactions.at(-1)?.status.message?.match(/Supersede/),
  );
  held.letGo();
  const status = await deployment.isGoodAt(THIRD);

  expect(status.history?.map(({ transaction, phase }) => [transaction, phase])).toEqual([
    ['web-1', 'Succeeded'],
    ['web-2', 'Superseded'],
    ['web-3', 'Succeeded'],
  ]);
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-1 cccc', 'web-2 cccc', 'web-3 cccc']);
  expect(status.failedCommit).toBeNull();
}, 60_000);

test('a rollback goes back to the commit before, which the failed one is not begun again after', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1], { onFailure: 'Rollback' });
  answers(world, SECOND, (minion) => (minion === 'web-1' ? FAILS : undefined));
  await deployment.wants(SECOND);
  const back = await deployment.condition('Stalled', 'True', /CommitFailed/);
  expect(back).toMatchObject({ failedCommit: SECOND, lastGoodCommit: FIRST });
  expect(back.history?.map(({ transaction, phase, toCommit }) => [transaction, phase, toCommit])).toEqual([
    ['web-1', 'Succeeded', FIRST],
    ['web-2', 'RolledBack', SECOND],
    ['web-2-2', 'Succeeded', FIRST],
  ]);
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-1 aaaa', 'web-2 aaaa']);
  await deployment.isEdited({ paused: true });
  await deployment.isEdited({ paused: false });
  await deployment.condition('Stalled', 'True', /CommitFailed/);
  expect(await deployment.transactions()).toHaveLength(3);

  world.datacenter.salt.answer = () => ({ kind: 'returns', value: statesReturn([{ id: 'site', result: true }]) });
  const request = { by: 'carol', why: 'the mirror is mended' };
  expect(await deployment.handle.executeUpdate(retryCommitUpdate, { args: [request] })).toMatch(/rolled out again/);
  await deployment.isGoodAt(SECOND);
}, 60_000);

test('back by hand: in the middle of a rollout, and after it', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  const request = { by: 'carol', why: 'it is slow' };
  await expect(deployment.handle.executeUpdate(rollbackCommitUpdate, { args: [request] })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/nothing to go back to/) as string },
  });
  await deployment.wants(SECOND);
  await deployment.isGoodAt(SECOND);
  await deployment.handle.executeUpdate(rollbackCommitUpdate, { args: [request] });
  const back = await deployment.shows('the commit before', ({ lastGoodCommit, failedCommit }) => {
    return lastGoodCommit === FIRST && failedCommit === SECOND;
  });
  expect(back.conditions?.find(({ type }) => type === 'Stalled')?.message).toMatch(/taken back by carol: it is slow/);

  const held = world.disturbances.holds('salt.awaitReturns', 'before');
  await deployment.wants(THIRD);
  await held.reached;
  const { transaction = '' } = deployment.status()?.history?.at(-1) ?? {};
  await deployment.asks(transaction, rollbackUpdate);
  held.letGo();
  await deployment.shows('back again', ({ failedCommit, phase }) => failedCommit === THIRD && phase !== 'Running');
}, 60_000);
