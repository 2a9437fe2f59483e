import { setTimeout as pause } from 'node:timers/promises';
import { bridgeOf as processOf } from './dsl/bridge.ts';
import { eventually } from './dsl/eventually.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

/** What people are promised: who stands by schedules so soon after the lease was given back. */
const HANDED_OVER_WITHIN_MS = 1_000;
const LEASE_MS = 15_000;
const WORKERS = ['worker-0', 'worker-1'];
const PATH = '/apis/coordination.k8s.io/v1/namespaces/bedplate-system/leases/scheduler-local';

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: WORKERS.length });
}, 180_000);
afterAll(() => world.end(), 60_000);

async function holder(): Promise<string> {
  const { spec } = (await world.cluster.raw({ method: 'GET', path: PATH })) as { spec: { holderIdentity: string } };
  return spec.holderIdentity;
}

/** Those that say of themselves that they schedule. */
async function active(names = WORKERS): Promise<string[]> {
  const counts = await Promise.all(names.map((name) => processOf(world, name).metric('bedplate_scheduler_active')));
  return names.filter((_, index) => counts[index] === 1);
}

async function theActive(): Promise<{ name: string; other: string }> {
  const name = await eventually('one worker schedules', async () => (await active())[0]);
  return { name, other: WORKERS.find((candidate) => candidate !== name) ?? '' };
}

async function inRacksOfTheirOwn(name: string, count: number) {
  const term = { labelSelector: { matchLabels: { app: name } }, topologyKey: 'topology.tess.io/rack' };
  const affinity = { nodeAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
  return Promise.all(
    Array.from({ length: count }, (_, index) =>
      given(world).node(`${name}-${index}`, { affinity }, 'default', { app: name }),
    ),
  );
}

test('of two workers one schedules, and both say who', async () => {
  const { name, other } = await theActive();

  expect(await active()).toEqual([name]);
  expect(await processOf(world, name).ready()).toEqual({ status: 200, text: 'ok\nschedules for the cell\n' });
  expect((await processOf(world, other).ready()).text).toMatch(new RegExp(`^ok\nstands by: ${name}@\\S+ schedules\n$`));
});

test('a worker that is stopped hands over within a second; its nodes go on', async () => {
  const { name, other } = await theActive();
  const nodes = await inRacksOfTheirOwn('stopped', 3);
  const stopped = world.stack.kill(name, 'SIGTERM');
  const before = await holder();
  await eventually('the lease is given back', async () => (await holder()) !== before);
  const givenBack = performance.now();
  while ((await active([other])).length === 0 && performance.now() - givenBack < 10_000) await pause(20);
  const took = performance.now() - givenBack;
  process.stdout.write(`handed over in ${Math.round(took)} ms\n`);
  await stopped;

  expect(took).toBeLessThan(HANDED_OVER_WITHIN_MS);
  // The first of them serves the kickstarts too.
  await Promise.all(nodes.map((node) => node.then.condition('Scheduled', 'True')));
  await world.stack.start(name);
  const placed = await Promise.all(nodes.map((node) => node.then.isReady(120_000)));
  expect(new Set(placed.map(({ metadata }) => metadata.labels?.['topology.tess.io/rack'])).size).toBe(3);
  await invariantsHold(world);
}, 180_000);

test('a worker that is killed is followed within the time of the lease', async () => {
  const { name, other } = await theActive();
  await world.stack.kill(name, 'SIGKILL');
  const killed = performance.now();
  const [node] = await inRacksOfTheirOwn('killed', 1);

  await eventually(`${other} schedules`, async () => (await active([other])).length > 0, LEASE_MS + 10_000);
  process.stdout.write(`taken over ${((performance.now() - killed) / 1000).toFixed(1)} s after the kill\n`);
  expect(await holder()).toMatch(new RegExp(`^${other}@`));
  await node?.then.condition('Scheduled', 'True');
  await world.stack.start(name);
}, 180_000);

test('a worker that is started again where it was killed does not wait for its own lease', async () => {
  const { name, other } = await theActive();
  await world.stack.kill(other, 'SIGKILL');
  await world.stack.kill(name, 'SIGKILL');
  const before = await holder();
  await world.stack.start(name);

  await eventually(`${name} schedules again`, async () => (await active([name])).length > 0, LEASE_MS / 2);

  expect(await holder()).not.toBe(before);
}, 180_000);
