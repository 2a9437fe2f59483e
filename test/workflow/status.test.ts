import { computeNode } from '../../api/kinds/compute-node.ts';
import { condition } from './dsl/played-node.ts';
import { eventually } from './dsl/eventually.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test('one status is on its way at a time, and the newest of those that waited goes next', async () => {
  const world = await stage.play();
  world.statuses.answerNone();
  const node = await world.node();

  await node.isSeen();
  await eventually('Ready, seen by the chain alone', async () => (await node.progress()).phase === 'Ready');
  expect(world.statuses.edges).toHaveLength(1);
  expect(node.statuses()[0]?.phase).not.toBe('Ready');
  world.statuses.answerAll();
  await node.isReady();

  expect(world.statuses.edges.map(({ revision }) => revision)).toEqual([1, 2]);
  expect(world.statuses.mostAtOnce).toBe(1);
});

test('a revision that the object has outgrown is based anew, and shown after all', async () => {
  const world = await stage.play();
  const node = await world.node();
  const held = world.disturbances.holds('ipam.allocate', 'before');
  await node.isSeen();
  await held.reached;
  const seen = await node.object();
  const outgrown = { observedGeneration: 1, revision: 70 };
  await world.datacenter.cluster.applyStatus(computeNode, {
    metadata: seen?.metadata ?? { name: '' },
    status: outgrown,
  });

  held.letGo();
  await node.isReady();

  expect((await node.object())?.status.phase).toBe('Ready');
  expect((await node.object())?.status.revision).toBeGreaterThan(70);
});

test('a run is exchanged for a new one only when its last status was shown', async () => {
  const world = await stage.play();
  const node = await world.node();
  await node.isSeen();
  const { runId: first } = await node.handle.describe();
  await node.isReady();
  await eventually('the exchange when Ready was shown', async () => (await node.handle.describe()).runId !== first);
  const shown = world.statuses.edges.length;
  world.statuses.answerNone();
  const { runId } = await node.handle.describe();

  await node.isEdited({ sshKeys: [] });
  await eventually('a status on its way', () => world.statuses.edges.length === shown + 1);
  await node.pause('while it is on its way');
  await eventually(
    'the pause, seen by the chain',
    async () => condition(await node.progress(), 'Paused')?.status === 'True',
  );
  expect((await node.handle.describe()).runId).toBe(runId);
  world.statuses.answerAll();

  await node.isPaused();
  await eventually('the exchange', async () => (await node.handle.describe()).runId !== runId);
  expect((await node.object())?.status.pauses).toMatchObject([{ by: 'alice' }]);
});

test('a status that was wiped is shown again when the bridge asks', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const before = await node.object();
  await world.datacenter.cluster.applyStatus(computeNode, {
    metadata: before?.metadata ?? { name: '' },
    status: { observedGeneration: -1 },
  });

  await node.isSeen();

  await eventually('the status', async () => (await node.object())?.status.phase === 'Ready');
});
