import { POOL_UID_LABEL } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { controllerRevision } from '../../api/kinds/controller-revision.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { pauseSignal, resumeSignal } from '../../workflows/contract.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { everythingOnce, invariantsHold, livesOf, momentOf } from './dsl/invariants.ts';
import { aPool, isReady } from './dsl/pool.ts';
import { watchBounds } from './dsl/pool-bounds.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ settings: { deletionFuse: { always: 100 } } });
  const image = await world.cluster.get(osImage, { name: 'rhel9-base' });
  await world.cluster.create(osImage, { metadata: { name: 'rhel9-next' }, spec: image?.spec as never });
}, 180_000);
afterAll(() => world.end(), 60_000);

const namesOf = (nodes: readonly ComputeNode[]) => nodes.map(({ metadata }) => metadata.name).sort();
const imagesOf = (nodes: readonly ComputeNode[]) => nodes.map(({ spec }) => spec.osImage.name).sort();
const TO_NEXT = { template: { spec: { osImage: { name: 'rhel9-next' } } } };

test('kubectl scale goes both ways; what is deleted is replaced, an orphan adopted, a stray given up', async () => {
  const before = await world.simulator.state();
  const pool = await aPool(world, 'web', { replicas: 2 });
  const two = await pool.then.settles(2);

  await eventually('the workflows of its nodes are found by the pool', async () => {
    const query = 'BedplatePool="web" AND BedplateKind="ComputeNode" AND ExecutionStatus="Running"';
    return (await world.temporal.workflow.count(query)).count === 2;
  });
  const orphan = await given(world).node('by-hand', {}, 'default', { role: 'web' });
  await orphan.then.isReady();
  expect((await pool.nodes()).length).toBe(2);
  await pool.when.scaled(3);
  const three = await pool.then.settles(3);
  expect(namesOf(three)).toEqual([...namesOf(two), 'by-hand'].sort());

  const [victim, stray] = two;
  if (!victim || !stray) throw new Error('The pool has no nodes');
  await world.cluster.delete(computeNode, victim.metadata);
  await world.cluster.mergePatch(computeNode, stray.metadata, { metadata: { labels: { role: 'other' } } });
  await eventually('neither is the pool’s any more', async () => {
    const uids = (await pool.nodes()).map(({ metadata }) => metadata.uid);
    return !uids.includes(victim.metadata.uid) && !uids.includes(stray.metadata.uid);
  });
  await pool.then.settles(3);
  const left = await world.cluster.get(computeNode, stray.metadata);
  expect(left?.metadata.labels).not.toHaveProperty([POOL_UID_LABEL]);
  expect(left && isReady(left)).toBe(true);

  await pool.when.scaled(1);
  await pool.then.settles(1);
  expect((await pool.read()).status).toMatchObject({ replicas: 1, selector: 'role=web' });
  expect((await bedplate(world, 'list')).output).toMatch(/POOL +DESIRED[^]*web +1 +1 +1 +1/);
  expect((await bedplate(world, 'status', 'web')).output).toMatch(/Wants: +1 × bm-standard with rhel9-base/);

  await pool.when.deleted();
  await world.cluster.delete(computeNode, stray.metadata);
  await pool.then.isGone();
  await eventually('the stray is gone', async () => !(await world.cluster.get(computeNode, stray.metadata)));
  const after = await world.simulator.state();
  expect(after.hosts).toEqual(before.hosts);
  expect(after.rrsets).toEqual(before.rrsets);
  expect(after.machines.filter(({ power }) => power !== 'Off')).toEqual([]);
  expect((await world.cluster.list(assetClaim)).items).toEqual([]);
  await invariantsHold(world);
}, 180_000);

test('a rollout keeps its bounds at every change; it is paused by signal and by spec, finished, and undone', async () => {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 1 } } as const;
  const pool = await aPool(world, 'rolled', { replicas: 4, strategy });
  await pool.then.settles(4);
  const watch = await watchBounds(world, pool.uid, { atLeastReady: 3, atMost: 5 });

  await pool.when.changed(TO_NEXT);
  await eventually('the rollout is under way', async () => imagesOf(await pool.nodes()).includes('rhel9-next'));
  await pool.when.signalled(pauseSignal.name, { by: 'alice', why: 'watching the graphs' });
  const held = await pool.then.condition('Paused', 'True', /alice.*watching the graphs/);
  expect(held.status?.pauses).toMatchObject([{ source: 'command', by: 'alice', why: 'watching the graphs' }]);
  await pool.when.changed({ paused: true });
  await pool.when.signalled(resumeSignal.name, { by: 'bob', why: 'fine' });
  const bySpec = await eventually('the spec alone holds it', async () => {
    const { status, metadata } = await pool.read();
    const sources = status?.pauses?.map(({ source }) => source).join();
    return status?.observedGeneration === metadata.generation && sources === 'spec' && status;
  });
  expect(bySpec.conditions?.find(({ type }) => type === 'Paused')?.status).toBe('True');
  const standing = await eventually('what was begun is done', async () => {
    const nodes = await pool.nodes();
    return nodes.every((node) => isReady(node) && !node.metadata.deletionTimestamp) && nodes;
  });
  expect(imagesOf(standing)).toContain('rhel9-base');
  const writes = (await world.simulator.journal()).length;
  await pool.when.changed({ progressDeadline: '3h' });
  await eventually('another look', async () => {
    const { status, metadata } = await pool.read();
    return status?.observedGeneration === metadata.generation;
  });
  expect(namesOf(await pool.nodes())).toEqual(namesOf(standing));
  expect((await world.simulator.journal(writes)).filter(({ changed }) => changed)).toEqual([]);

  await pool.when.changed({ paused: false });
  expect(imagesOf(await pool.then.settles(4))).toEqual(Array.from({ length: 4 }, () => 'rhel9-next'));

  expect((await bedplate(world, 'rollout', 'history', 'rolled')).output).toMatch(
    /1 +rhel9-base[^]*2 +rhel9-next.*wanted/,
  );
  const undone = await bedplate(world, 'rollout', 'undo', 'rolled', '--why', 'the new image is slow');
  expect(undone).toMatchObject({ exit: 0, output: expect.stringMatching(/go back to revision 1/) as string });
  const through = await bedplate(world, '--timeout', '90s', 'rollout', 'status', 'rolled', '--watch');
  expect(through).toMatchObject({ exit: 0, output: expect.stringMatching(/Undone: +to revision 1 by/) as string });
  expect(imagesOf(await pool.then.settles(4))).toEqual(Array.from({ length: 4 }, () => 'rhel9-base'));

  await watch.stop();
  process.stdout.write(`bounds were looked at after ${watch.events} changes\n`);
  expect(watch.broken).toEqual([]);
  expect(watch.events).toBeGreaterThan(50);
  await pool.when.deleted();
  await pool.then.isGone();
  expect((await world.cluster.list(controllerRevision)).items).toEqual([]);
}, 240_000);

test('worker and bridge are killed while a pool scales: no machine is made twice, no name changes', async () => {
  const start = await momentOf(world);
  const pool = await aPool(world, 'killed', { replicas: 6 });
  const made = await eventually('the first nodes', async () => {
    const nodes = await pool.nodes();
    return nodes.length > 0 && nodes;
  });
  await Promise.all(['worker-0', 'bridge-0'].map((part) => world.stack.kill(part, 'SIGKILL')));
  for (const part of ['worker-0', 'bridge-0']) await world.stack.start(part);

  const nodes = await pool.then.settles(6);
  expect(nodes.map(({ metadata }) => metadata.uid)).toEqual(
    expect.arrayContaining(made.map(({ metadata }) => metadata.uid)),
  );
  await invariantsHold(world);
  const scenarios = nodes.map(({ metadata }) => given(world).existing(metadata.name));
  await everythingOnce(world, start, { provisioned: await livesOf(world, scenarios) });
}, 180_000);
