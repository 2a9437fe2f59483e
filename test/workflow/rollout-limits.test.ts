import type { MinionAnswer } from '../../activities/adapters/memory/salt-api.ts';
import { statesReturn } from '../../activities/adapters/memory/salt-returns.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { retryCommitUpdate } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import type { PlayedDeployment } from './dsl/played-deployment.ts';
import { answers, FAILS, ranOn, rolledOut } from './dsl/rolled-out.ts';
import { commitOf, COMMITS } from './dsl/salted-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const [FIRST, SECOND, THIRD] = COMMITS;
const NOTHING_TO_DO: MinionAnswer = { kind: 'returns', value: statesReturn([{ id: 'nginx', result: true }]) };
const ONE_AT_A_TIME = { strategy: { maxUnavailable: 1 }, gates: [] };

/** These fail at the second commit, all for one reason. */
function fails(world: World, ...broken: string[]): void {
  answers(world, SECOND, (minion) => (broken.includes(minion) ? FAILS : undefined));
}

/** It is looked at so often, and nothing comes of it. */
async function isLookedAt(world: World, deployment: PlayedDeployment, times: number): Promise<void> {
  const looks = () => world.calls.filter((name) => name === 'rollout.look').length;
  for (let more = 0; more < times; more += 1) {
    const before = looks();
    await deployment.isSeen();
    await eventually('another look', () => looks() > before);
  }
}

test('three nodes share one new failure: that is the release, whatever the budgets would bear', async () => {
  const world = await stage.play();
  const failureBudget = { perBucket: '100%', total: '100%', shared: 3 };
  const deployment = await rolledOut(world, [2, 12], { ...ONE_AT_A_TIME, failureBudget, onFailure: 'Abort' });
  fails(world, 'web-1', 'web-3', 'web-4');
  await deployment.wants(SECOND);
  const ended = await deployment.shows('the end', ({ failedCommit }) => failedCommit === SECOND);

  const ran = ranOn(world);
  expect(ran.slice(0, 4)).toEqual(['web-1 bbbb', 'web-2 bbbb', 'web-3 bbbb', 'web-4 bbbb']);
  // The bucket hears of it while its next slices go out; the end of it is never reached.
  expect(ran).not.toContain('web-14 bbbb');
  expect(ended.history?.at(-1)).toMatchObject({ phase: 'Aborted', toCommit: SECOND });
  expect(world.statuses.ofTransactions.at(-1)?.status.topFailures).toMatchObject([{ stateId: 'nginx', nodes: 3 }]);
}, 60_000);

test('a bucket bears as many failures as its budget says; one more holds everything until somebody accepts them', async () => {
  const world = await stage.play();
  const failureBudget = { perBucket: 1, total: '100%', shared: 0 };
  const deployment = await rolledOut(world, [2, 3], { ...ONE_AT_A_TIME, failureBudget });
  fails(world, 'web-1', 'web-3', 'web-4');
  await deployment.wants(SECOND);
  const held = await deployment.shows('the hold', ({ pauses = [] }) => pauses.length > 0);
  expect(held.pauses).toMatchObject([{ source: 'failures', bucket: 'r2', by: 'the rollout' }]);
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb', 'web-3 bbbb', 'web-4 bbbb']);

  await deployment.resume();
  await deployment.isGoodAt(SECOND);
  expect(ranOn(world).slice(4)).toEqual(['web-5 bbbb']);
}, 60_000);

test('the failures of all buckets together have a budget, too', async () => {
  const world = await stage.play();
  const failureBudget = { perBucket: 1, total: 1, shared: 0 };
  const deployment = await rolledOut(world, [1, 1, 1], { ...ONE_AT_A_TIME, failureBudget });
  fails(world, 'web-1', 'web-2');
  await deployment.wants(SECOND);
  const held = await deployment.shows('the hold', ({ pauses = [] }) => pauses.length > 0);
  expect(held.pauses).toMatchObject([{ source: 'failures', by: 'the rollout' }]);
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb']);
}, 60_000);

describe('a commit that failed', () => {
  async function failed(): Promise<{ world: World; deployment: PlayedDeployment }> {
    let isBroken = true;
    const world = await stage.play();
    const deployment = await rolledOut(world, [1, 1], { onFailure: 'Abort' });
    answers(world, SECOND, (minion) => (isBroken && minion === 'web-1' ? FAILS : undefined));
    await deployment.wants(SECOND);
    await deployment.condition('Stalled', 'True', /CommitFailed/);
    await isLookedAt(world, deployment, 3);
    expect(await deployment.transactions()).toHaveLength(2);
    expect(deployment.status()).toMatchObject({ failedCommit: SECOND, lastGoodCommit: FIRST });
    world.datacenter.salt.ran.length = 0;
    isBroken = false;
    return { world, deployment };
  }

  it('is begun again when the deployment says how anew', async () => {
    const { world, deployment } = await failed();
    await deployment.isEdited({ attempts: 2 });
    const status = await deployment.isGoodAt(SECOND);
    expect(status.failedCommit).toBeNull();
    expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 bbbb']);
  }, 60_000);

  it('is begun again when somebody says so, and why', async () => {
    const { deployment } = await failed();
    await expect(
      deployment.handle.executeUpdate(retryCommitUpdate, { args: [{ by: 'carol', why: '' }] }),
    ).rejects.toMatchObject({ cause: { message: expect.stringMatching(/--why/) as string } });
    await deployment.handle.executeUpdate(retryCommitUpdate, { args: [{ by: 'carol', why: 'the mirror is mended' }] });
    const status = await deployment.isGoodAt(SECOND);
    expect(status.history?.at(-1)).toMatchObject({ phase: 'Succeeded', by: 'carol' });
  }, 60_000);

  it('gives way to another one', async () => {
    const { world, deployment } = await failed();
    await deployment.wants(THIRD);
    await deployment.isGoodAt(THIRD);
    expect(ranOn(world)).toEqual(['web-1 cccc', 'web-2 cccc']);
  }, 60_000);
});

test('a failure that nodes had at the commit before is not new at the next one', async () => {
  const world = await stage.play();
  const failureBudget = { perBucket: '100%', total: '100%', shared: 2 };
  const deployment = await rolledOut(world, [3], { ...ONE_AT_A_TIME, failureBudget });
  world.datacenter.salt.answer = () => FAILS;
  await deployment.wants(SECOND);
  const held = await deployment.shows('the hold', ({ pauses = [] }) => pauses.length > 0);
  expect(held.pauses).toMatchObject([{ source: 'sharedFailure' }]);
  await deployment.resume();
  await deployment.isGoodAt(SECOND);

  await deployment.wants(THIRD);
  await deployment.isGoodAt(THIRD);
  expect(ranOn(world).filter((run) => run.endsWith(' cccc'))).toHaveLength(3);
}, 60_000);

test('a node that was not well before is no failure of the release, whatever the budgets bear', async () => {
  const world = await stage.play();
  const failureBudget = { perBucket: 0, total: 0, shared: 0 };
  const deployment = await rolledOut(world, [2], { ...ONE_AT_A_TIME, failureBudget });
  await isNotReady(world, 'web-1');
  fails(world, 'web-1');
  await deployment.wants(SECOND);
  await deployment.isGoodAt(SECOND);

  // It has its turn after those that are well.
  expect(ranOn(world).slice(0, 2)).toEqual(['web-2 bbbb', 'web-1 bbbb']);
  const [bucket] = world.statuses.ofTransactions.at(-1)?.status.buckets ?? [];
  expect(bucket).toMatchObject({ state: 'Passed', counts: { changed: 1, badBefore: 1 } });
}, 60_000);

test('a commit that is only tried is noted on no node, and served by no master', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [2], ONE_AT_A_TIME);
  world.datacenter.salt.answer = () => NOTHING_TO_DO;
  await deployment.isEdited({ dryRun: 'Only', revision: { commit: SECOND } });
  await deployment.shows('the end', ({ history }) =>
    history?.some(({ toCommit, phase }) => toCommit === SECOND && phase === 'Succeeded'),
  );

  expect(ranOn(world).sort()).toEqual(['web-1 try bbbb', 'web-2 try bbbb']);
  expect(await commitOf(world, 'web-1')).toBe(FIRST);
}, 60_000);

/** Its ComputeNode says so, and the fleet has seen it. */
async function isNotReady({ datacenter: { cluster, fleet } }: World, name: string): Promise<void> {
  const ref = { namespace: 'default', name };
  const found = await cluster.get(computeNode, ref);
  const conditions = (found?.status.conditions ?? []).map((one) =>
    one.type === 'Ready' ? { ...one, status: 'False' as const, reason: 'HealthCheckFailed' } : one,
  );
  await cluster.applyStatus(computeNode, { metadata: ref, status: { observedGeneration: 1, conditions } });
  const isReady = () => fleet.node(ref)?.status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  await eventually(`${name} is seen`, () => !isReady());
}
