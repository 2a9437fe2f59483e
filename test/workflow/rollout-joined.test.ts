import { eventually } from './dsl/eventually.ts';
import { answers, FAILS, ranOn, rolledOut } from './dsl/rolled-out.ts';
import { commitOf, COMMITS, nodeComes, nodeIsRenewed } from './dsl/salted-pool.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const [FIRST, SECOND] = COMMITS;

/** Buckets whose turn has not come. */
function waitsIn({ statuses }: World): string[] {
  const buckets = statuses.ofTransactions.at(-1)?.status.buckets ?? [];
  return buckets.filter(({ state }) => state === 'Waiting').map(({ name }) => name);
}

test('a node that comes meanwhile has the good commit until the turn of its bucket, and the new one in it', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  const held = world.disturbances.holds('gate.measure', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  await nodeComes(world, 'web-3', 'r2');
  await nodeComes(world, 'web-4', 'r1');
  await deployment.isSeen();
  await eventually('the rollout has taken them in', () => waitsIn(world).includes('joined'));
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-3 aaaa', 'web-4 aaaa']);
  held.letGo();
  const status = await deployment.isGoodAt(SECOND);

  expect(ranOn(world).slice(3)).toEqual(['web-2 bbbb', 'web-3 bbbb', 'web-4 bbbb']);
  const shown = world.statuses.ofTransactions.findLast(({ ref }) => ref.name === status.currentTransaction)?.status;
  expect(shown?.buckets?.map(({ name, state, counts }) => [name, state, counts?.changed])).toEqual([
    ['r1', 'Passed', 1],
    ['r2', 'Passed', 2],
    ['joined', 'Passed', 1],
  ]);
  await deployment.isSeen();
  await deployment.isSeen();
  expect(ranOn(world)).toHaveLength(6);
}, 60_000);

test('a node that comes meanwhile and fails at the new commit is a failure of the rollout, and not tried again after it', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1]);
  answers(world, SECOND, (minion) => (minion === 'web-2' ? FAILS : undefined));
  const held = world.disturbances.holds('gate.measure', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  await nodeComes(world, 'web-2', 'r1');
  await deployment.isSeen();
  await eventually('the rollout has taken it in', () => waitsIn(world).includes('joined'));
  held.letGo();
  await deployment.shows('the hold', ({ pauses = [] }) => pauses.some(({ bucket }) => bucket === 'joined'));
  await deployment.resume();
  await deployment.isGoodAt(SECOND);

  await deployment.isSeen();
  await deployment.isSeen();
  expect(ranOn(world)).toEqual(['web-1 bbbb', 'web-2 aaaa', 'web-2 bbbb']);
}, 60_000);

test('a machine that is installed anew gets the good commit again, once', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  await deployment.isSeen();
  const before = ranOn(world);
  await nodeIsRenewed(world, 'web-2');
  await deployment.isSeen();

  await eventually('it has the commit', () => ranOn(world).length > before.length);
  await eventually('that is noted', async () => (await commitOf(world, 'web-2')) === FIRST);
  await deployment.isSeen();
  await deployment.isSeen();
  expect(ranOn(world)).toEqual([...before, 'web-2 aaaa']);
}, 60_000);

test('one that is installed anew before its turn in a rollout has it there, and no other', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  const held = world.disturbances.holds('gate.measure', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  const before = ranOn(world);
  await nodeIsRenewed(world, 'web-2');
  await deployment.isSeen();
  held.letGo();
  await deployment.isGoodAt(SECOND);

  await eventually('that is noted', async () => (await commitOf(world, 'web-2')) === SECOND);
  await deployment.isSeen();
  await deployment.isSeen();
  expect(ranOn(world)).toEqual([...before, 'web-2 bbbb']);
}, 60_000);

test('one that is installed anew while a rollout is under way gets what that leads to, after it', async () => {
  const world = await stage.play();
  const deployment = await rolledOut(world, [1, 1]);
  const held = world.disturbances.holds('gate.measure', 'before');
  await deployment.wants(SECOND);
  await held.reached;
  const before = ranOn(world);
  await nodeIsRenewed(world, 'web-1');
  await deployment.isSeen();
  held.letGo();
  await deployment.isGoodAt(SECOND);

  await eventually('both have it', () => ranOn(world).length === before.length + 2);
  expect(ranOn(world).slice(before.length)).toEqual(['web-2 bbbb', 'web-1 bbbb']);
}, 60_000);
