import { Failure } from '../../activities/failure.ts';
import { nodePool } from '../../api/kinds/node-pool.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { controllerRevision } from '../../api/kinds/controller-revision.ts';
import { pauseSignal, resumeSignal } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import type { PlayedPool } from './dsl/played-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } as const;
const template = (image: string) => ({ template: { spec: { osImage: { name: image } } } });

async function settledPool(world: World, replicas: number): Promise<PlayedPool> {
  const pool = await world.pool({ replicas, strategy: ROLLING });
  await pool.isSeen();
  await pool.settles(replicas);
  return pool;
}

function imagesOf(pool: PlayedPool): string[] {
  return pool
    .nodes()
    .map(({ spec }) => spec.osImage.name)
    .sort();
}

test('nodes are made under names of their own, marked as the pool’s, and counted', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 3);

  const status = await pool.shows('settled', ({ conditions }) => conditions?.some(({ type }) => type === 'Ready'));
  const nodes = pool.nodes();
  expect(new Set(nodes.map(({ metadata }) => metadata.name)).size).toBe(3);
  for (const { metadata, spec } of nodes) {
    expect(metadata.name).toMatch(/^web-[a-z0-9]{8}$/);
    expect(metadata.labels).toEqual({
      role: 'web',
      'compute.tess.io/pool': 'web',
      'compute.tess.io/pool-uid': pool.ref.uid,
      'compute.tess.io/pool-revision': status.updateRevision,
    });
    expect(spec).toMatchObject({ provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } });
  }
  expect(status).toMatchObject({ replicas: 3, selector: 'role=web', currentRevision: status.updateRevision });
});

test('a look whose answer was lost makes no second machine', async () => {
  const world = await stage.play();
  const lost = world.disturbances.fails('pool.reconcile', new Failure('Unavailable', 'the worker died'), 'after');
  const pool = await world.pool({ replicas: 3 });
  await pool.isSeen();
  const status = await pool.shows('the failure', ({ conditions }) =>
    conditions?.some(({ type }) => type === 'Stalled'),
  );
  expect(status.conditions?.find(({ type }) => type === 'Stalled')?.message).toMatch(/the worker died.*tried again/);
  const before = pool
    .nodes()
    .map(({ metadata }) => metadata.uid)
    .sort();
  expect(before).toHaveLength(3);

  lost.heal();
  await pool.settles(3);
  expect(
    pool
      .nodes()
      .map(({ metadata }) => metadata.uid)
      .sort(),
  ).toEqual(before);
});

test('a pause holds a rollout half-way, is shown with who and why, and a resume lets it go on', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 3);
  await pool.handle.signal(pauseSignal, { by: 'alice', why: 'watching' });
  await pool.isEdited(template('rhel10'));
  const isPaused = ({ type, status }: { type: string; status: string }) => type === 'Paused' && status === 'True';
  const held = await pool.shows('the pause', ({ conditions }) => conditions?.some(isPaused));
  expect(held.pauses).toMatchObject([{ source: 'command', by: 'alice', why: 'watching' }]);
  expect(held.conditions?.find(isPaused)?.message).toContain('alice');
  expect(imagesOf(pool)).toEqual(['rhel9', 'rhel9', 'rhel9']);

  await pool.handle.signal(resumeSignal, { by: 'bob', why: 'seen' });
  await pool.settles(3);
  expect(imagesOf(pool)).toEqual(['rhel10', 'rhel10', 'rhel10']);
});

test('a pause that ends by itself does so', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 1);
  await pool.handle.signal(pauseSignal, {
    by: 'alice',
    why: 'lunch',
    until: new Date(Date.now() + 2_000).toISOString(),
  });
  await pool.shows('the pause', ({ pauses = [] }) => pauses.length > 0);

  await pool.shows('its end', ({ pauses = [] }) => pauses.length === 0);
});

test('a pause that ends while a look is under way is known to have ended', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 1);
  await pool.handle.signal(pauseSignal, { by: 'alice', why: 'watching' });
  await pool.shows('the pause', ({ pauses = [] }) => pauses.length > 0);
  const held = world.disturbances.holds('pool.reconcile', 'after');
  const next = world.disturbances.holds('pool.reconcile', 'before');
  const end = Date.now() + 1_000;
  await pool.handle.signal(pauseSignal, { by: 'alice', why: 'lunch', until: new Date(end).toISOString() });
  await held.reached;
  await eventually('its end has come', () => Date.now() > end);
  held.letGo();

  await next.reached;
  next.letGo();
  await pool.shows('its end', ({ pauses = [], conditions = [] }) => {
    return pauses.length === 0 && !conditions.some(({ type, status }) => type === 'Paused' && status === 'True');
  });
});

test('an undo goes back to an earlier template, holds until the template changes, and is refused where there is none', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 2);
  await expect(pool.undo()).rejects.toMatchObject({ cause: { message: 'There is no revision before 1.' } });
  await pool.isEdited(template('rhel10'));
  await pool.settles(2);

  expect(await pool.undo()).toMatch(/go back to revision 1, until the pool's template changes/);
  const undone = await pool.shows('the undo', ({ undo }) => undo);
  await pool.settles(2);
  expect(imagesOf(pool)).toEqual(['rhel9', 'rhel9']);
  expect(undone.undo).toMatchObject({ number: 1, by: 'carol', why: 'it does not boot' });
  await expect(pool.undo({ toRevision: 7 })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/no revision 7; there are 1, 2/) as string },
  });

  // Scaling is another matter than the template.
  await pool.isEdited({ replicas: 3 });
  await pool.settles(3);
  expect(imagesOf(pool)).toEqual(['rhel9', 'rhel9', 'rhel9']);

  await pool.isEdited(template('rhel11'));
  await pool.settles(3);
  expect(imagesOf(pool)).toEqual(['rhel11', 'rhel11', 'rhel11']);
  expect((await pool.object())?.status?.undo).toBeUndefined();
});

test('revisions are kept as far as the limit says, and those that nodes are of', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 1);
  await pool.isEdited({ revisionHistoryLimit: 1 });
  for (const image of ['rhel10', 'rhel11', 'rhel12']) {
    await pool.isEdited(template(image));
    await pool.settles(1);
  }

  const kept = async () =>
    (await world.datacenter.cluster.list(controllerRevision, {})).items.map(({ revision }) => revision);
  await pool.isSeen();
  await eventually('the oldest are forgotten', async () => (await kept()).length === 2);
  expect((await kept()).sort()).toEqual([3, 4]);

  await pool.isDeleted();
  await pool.isGone();
  expect(await kept()).toEqual([]);
  expect(await pool.object()).toBeUndefined();
  expect(pool.nodes()).toEqual([]);
}, 60_000);

test('a pool that is deleted with Orphan leaves its nodes to themselves', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 2);
  await pool.isEdited({ deletionPolicy: 'Orphan' });
  await pool.isDeleted();
  await pool.isGone();

  const { items } = await world.datacenter.cluster.list(computeNode, {});
  expect(items.map(({ metadata }) => metadata.labels)).toEqual([{ role: 'web' }, { role: 'web' }]);
});

test('a pool that is not to be found is no permit for anything, and goes on when it is back', async () => {
  const world = await stage.play();
  const pool = await settledPool(world, 2);
  const { cluster } = world.datacenter;
  cluster.forget(nodePool, pool.ref);
  const writes = cluster.writes.length;
  const looks = () => world.calls.filter((name) => name === 'pool.reconcile').length;
  const before = looks();
  await pool.isSeen();
  await eventually('a look', () => looks() > before);

  expect(cluster.writes.slice(writes)).toEqual([]);
  expect(pool.nodes()).toHaveLength(2);
});

test('a long history is exchanged while the pool scales and somebody deletes nodes by hand', async () => {
  const world = await stage.play();
  const pool = await world.pool({ replicas: 30 });
  pool.historyLength = 40;
  const firstRun = await pool.isSeen();

  let deleted = 0;
  await eventually('thirty Ready nodes', async () => {
    await pool.becomeReady(3);
    const [victim] = pool.nodes();
    if (victim && deleted < 8) {
      deleted += 1;
      await world.datacenter.cluster.delete(computeNode, victim.metadata);
    }
    await pool.isWatched();
    return pool.isSettled(30);
  });

  const runs = await pool.histories(firstRun);
  expect(deleted).toBe(8);
  expect(runs.length).toBeGreaterThan(1);
  expect(Math.max(...runs.map(({ events }) => events.length))).toBeLessThan(150);
}, 60_000);

test('5,000 nodes: no run has 10,000 events, while they come, one by one become Ready, and are deleted by hand', async () => {
  const world = await stage.play();
  const { cluster } = world.datacenter;
  const pool = await world.pool({ replicas: 5_000 });
  const firstRun = await pool.isSeen();
  await eventually('5,000 nodes', async () => (await pool.object())?.status?.replicas === 5_000, 120_000);

  // As the bridge collects them: many nodes at once, and one now and then.
  for (let turn = 0; turn < 40; turn += 1) {
    const [victim] = pool.nodes();
    if (victim && turn % 10 === 0) await cluster.delete(computeNode, victim.metadata);
    await pool.becomeReady(turn % 4 === 0 ? 500 : 1);
    await pool.isWatched();
  }
  await pool.settles(5_000);

  const runs = await pool.histories(firstRun);
  const events = runs.map((run) => run.events.length);
  process.stdout.write(`5,000 nodes: ${runs.length} runs of ${events.join(', ')} events\n`);
  expect(Math.max(...events)).toBeLessThan(10_000);
}, 300_000);
