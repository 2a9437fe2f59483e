import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { type BucketNews, saltBucketWorkflowId } from '../../workflows/contract.ts';
import { PACE_MS } from '../../workflows/pace.ts';
import { historyOf, type RecordedHistory, recordHistory } from '../replay/record.ts';
import { replay } from '../replay/replay.ts';
import { eventually } from './dsl/eventually.ts';
import { PlayedDeployment } from './dsl/played-deployment.ts';
import { COMMITS, nodeComes, saltedPool } from './dsl/salted-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const [FIRST, SECOND] = COMMITS;

async function endedRun(handle: WorkflowHandle): Promise<RecordedHistory> {
  await eventually('the end of the run', async () => (await handle.describe()).status.name !== 'RUNNING');
  return historyOf(handle);
}

/** Of each of the three chains one run: a rollout in two racks with a canary, paused in the middle. */
test('the histories of a rollout replay as soon as they are made', async () => {
  const world = await stage.play();
  const { client } = world;
  await saltedPool(world, [2, 1]);
  const deployment = await PlayedDeployment.applied(world, {
    strategy: { maxUnavailable: 1, canary: [{ count: 1 }] },
    dryRun: 'First',
  });
  const held = world.disturbances.holds('salt.submit', 'after');
  await deployment.isSeen();
  const { runId } = await deployment.handle.describe();
  await held.reached;
  await deployment.pause();
  held.letGo();
  await deployment.condition('Paused', 'True');
  await deployment.resume();
  await deployment.isGoodAt(FIRST);

  const [made] = await deployment.transactions();
  if (!made) throw new Error('There is no transaction');
  const { metadata, spec } = made;
  const transaction = { namespace: 'default', name: 'web-1', uid: metadata.uid ?? '' };
  const bucket = saltBucketWorkflowId({ transaction, bucket: spec.buckets.at(-1)?.name ?? '', attempt: 1 });
  const chain = await deployment.transaction('web-1');
  const first = (await chain.describe()).raw.workflowExecutionInfo?.firstRunId ?? undefined;
  const runs = {
    'salt-deployment': client.workflow.getHandle(deployment.handle.workflowId, runId),
    'salt-transaction': client.workflow.getHandle(chain.workflowId, first),
    'salt-bucket': client.workflow.getHandle(bucket),
  };
  for (const [name, handle] of Object.entries(runs)) {
    const history = await endedRun(handle);
    await replay(history);
    recordHistory(name, history);
  }
}, 90_000);

test('every chain exchanges its runs while slices are under way, and no minion runs anything twice', async () => {
  const world = await stage.play();
  await saltedPool(world, [3, 3]);
  const deployment = await PlayedDeployment.applied(world, { strategy: { maxUnavailable: 1 } });
  deployment.historyLength = 40;
  await deployment.isSeen();
  await deployment.isGoodAt(FIRST, 90_000);

  const ran = world.datacenter.salt.ran.map(({ minion, kwargs }) => `${minion} ${String(kwargs['saltenv'])}`);
  expect([ran.length, new Set(ran).size]).toEqual([6, 6]);
  const chain = await deployment.transaction('web-1');
  const { firstRunId } = (await chain.describe()).raw.workflowExecutionInfo ?? {};
  expect((await chain.describe()).runId).not.toBe(firstRunId);
}, 180_000);

test('a node that comes meanwhile gets the good commit, and the new one once that is good', async () => {
  const world = await stage.play();
  await saltedPool(world, [1, 1]);
  const deployment = await PlayedDeployment.applied(world);
  await deployment.isSeen();
  await deployment.isGoodAt(FIRST);
  const { salt } = world.datacenter;
  const ranOn = (minion: string) =>
    salt.ran.filter((one) => one.minion === minion).map(({ kwargs }) => String(kwargs['saltenv']).slice(0, 4));

  const held = world.disturbances.holds('salt.awaitReturns', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  await nodeComes(world, 'web-9', 'r9');
  await deployment.isSeen();
  await eventually('the good commit', () => ranOn('web-9').join() === 'aaaa');
  held.letGo();
  await deployment.isGoodAt(SECOND);
  await eventually('the new one', () => ranOn('web-9').join() === 'aaaa,bbbb');
}, 60_000);

test('a bucket that only counts on tells so once in a while, however fast its slices are', async () => {
  const world = await stage.play();
  await saltedPool(world, [8]);
  const held = world.disturbances.holds('salt.awaitReturns', 'before');
  const deployment = await PlayedDeployment.applied(world, { strategy: { maxUnavailable: 1 } });
  await deployment.isSeen();
  await held.reached;

  const [made] = await deployment.transactions();
  const transaction = { namespace: 'default', name: 'web-1', uid: made?.metadata.uid ?? '' };
  const bucket = world.client.workflow.getHandle(saltBucketWorkflowId({ transaction, bucket: 'r1', attempt: 1 }));
  const told = async () => {
    const { events = [] } = await bucket.fetchHistory();
    return (events ?? []).flatMap(({ signalExternalWorkflowExecutionInitiatedEventAttributes: sent }) =>
      sent ? [defaultPayloadConverter.fromPayload<BucketNews>(sent.input?.payloads?.[0] ?? {}).type] : [],
    );
  };
  await eventually('a report of a slice that takes long', async () => (await told()).includes('report'));
  held.letGo();
  await deployment.isGoodAt(FIRST);

  const { startTime, closeTime } = await bucket.describe();
  const longest = (closeTime ?? new Date()).getTime() - startTime.getTime();
  const reports = (await told()).filter((type) => type === 'report').length;
  expect(reports).toBeLessThanOrEqual(longest / PACE_MS);
  expect((await told()).at(-1)).toBe('ended');
}, 60_000);
