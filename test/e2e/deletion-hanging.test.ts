import { computeNode } from '../../api/kinds/compute-node.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { pauseSignal, resumeSignal } from '../../workflows/contract.ts';
import { native } from '../../workflows/providers/native.ts';
import { eventually } from './dsl/eventually.ts';
import { type Hanging, WAVES } from './dsl/hanging-calls.ts';
import { endsOf, isIn } from './dsl/in-flight.ts';
import { expectRestored } from './dsl/restored.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import type { SimulatorState } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

/*
 * Deletion while a step's call hangs. All nodes hang at the same time, each on an asset of its own.
 */

let world: World;
let before: SimulatorState;
beforeAll(async () => {
  world = await startWorld();
  before = await world.simulator.state();
}, 180_000);
afterAll(() => world.end(), 60_000);

/** Steps of which no call to the outside can hang, and what is tried instead. */
const ASK_NOBODY_OUTSIDE: Record<string, string> = {
  'schedule-asset': 'asks the apiserver: it is frozen, below',
  'allocate-addresses': 'asks the apiserver: it is frozen, below',
  'render-kickstart': 'asks nobody: deleted as it is to begin, below',
};

test('every step of the provider is tried', () => {
  const hanging = WAVES.flat().map(({ step }) => step);
  const tried = [...hanging, ...Object.keys(ASK_NOBODY_OUTSIDE)];
  const steps = ['schedule-asset', ...native.steps.map(({ name }) => name)];
  expect([...new Set(tried)].sort()).toEqual([...steps].sort());
});

async function uuidOf(asset: string): Promise<string> {
  const machine = (await world.simulator.state()).machines.find(({ name }) => name === asset);
  if (!machine) throw new Error(`There is no machine ${asset}`);
  return machine.uuid;
}

/** A node whose call hangs, by the journal's word and by Temporal's. */
async function bringToHang({ step, call, asset, fault, osImage: image }: Hanging): Promise<NodeScenario> {
  const armed = await world.simulator.fault(fault(await uuidOf(asset)));
  const node = await given(world).node(`${step}-${call}`, { assetName: asset, ...(image && { osImage: image }) });
  await eventually(`${node.name} hangs`, async () =>
    (await world.simulator.journal()).some((entry) => entry.fault === armed.id),
  );
  return node;
}

async function makeRareImage(): Promise<void> {
  const image = await world.cluster.get(osImage, { name: 'rhel9-base' });
  if (!image) throw new Error('There is no OSImage rhel9-base');
  await world.cluster.create(osImage, { metadata: { name: 'rhel9-rare' }, spec: image.spec });
}

test('deletion while calls to every outside system hang takes each node down, and waits for no time-out', async () => {
  await makeRareImage();
  const hanging: { node: NodeScenario; activity: string }[] = [];
  for (const [wave, cases] of WAVES.entries()) {
    // From the BMC's wave on nothing needs an install that ends.
    if (wave === 2) await world.simulator.settings({ installSeconds: 600 });
    const up = await Promise.all(cases.map(async (each) => ({ node: await bringToHang(each), ...each })));
    hanging.push(...up);
  }
  const runs = await Promise.all(
    hanging.map(async ({ node, activity }) => ({
      ...(await isIn(world, await node.workflowId(), activity)),
      activity,
    })),
  );

  await world.simulator.clearFaults();
  await Promise.all(hanging.map(({ node }) => node.when.deleted()));
  await Promise.all(hanging.map(({ node }) => node.then.isGone(120_000)));

  for (const run of runs) {
    const ended = (await endsOf(world, run, run.activity)).at(-1);
    // A probe gives up by itself within 5 s: either may come first.
    const early = run.activity === 'probe.pass' && ended === 'failed' ? 'cancelled' : ended;
    expect({ ...run, ended: early }).toEqual({ ...run, ended: 'cancelled' });
  }
  await expectRestored(world, before);
}, 300_000);

test('deletion while the installer runs, and while Foreman hangs that is asked about it', async () => {
  await world.simulator.settings({ installSeconds: 600 });
  const running = await given(world).node('installer-runs', { assetName: 'r1-a06' });
  const asking = await given(world).node('foreman-asked', { assetName: 'r2-a06' });
  for (const node of [running, asking]) await node.then.step('install', 'Running', /waiting for the installer/);
  const armed = await world.simulator.fault({ system: 'foreman', method: 'GET', path: '/api/hosts', hang: true });
  await eventually('the list of hosts hangs', async () =>
    (await world.simulator.journal()).some((entry) => entry.fault === armed.id),
  );
  await isIn(world, await asking.workflowId(), 'foreman.awaitBuilt');

  await Promise.all([asking.when.deleted(), running.when.deleted()]);
  await armed();
  await world.simulator.settings({ installSeconds: 0.5 });
  await Promise.all([asking.then.isGone(120_000), running.then.isGone(120_000)]);

  await expectRestored(world, before);
}, 180_000);

/** A node that is held before it asks for an asset, by a command. */
async function heldFromTheStart(name: string, asset: string): Promise<{ node: NodeScenario; id: string }> {
  const node = await given(world).node(name, { assetName: asset, paused: true });
  await node.then.condition('Paused', 'True', /PausedBySpec/);
  await node.when.signalled(pauseSignal.name, { by: 'tester', why: 'hold' });
  await node.when.changed({ paused: false });
  await node.then.condition('Paused', 'True', /PausedByCommand/);
  return { node, id: await node.workflowId() };
}

/** The apiserver accepts connections, and answers nobody, until `during` is over. */
async function withFrozenApiserver(during: () => Promise<void>): Promise<void> {
  const pid = world.stack.file.processes.find(({ name }) => name === 'apiserver')?.pid;
  if (!pid) throw new Error('The stack has no apiserver');
  process.kill(pid, 'SIGSTOP');
  try {
    await during();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

test('deletion while the apiserver hangs in the midst of scheduling and of allocating addresses', async () => {
  const scheduling = await heldFromTheStart('schedule-asset-frozen', 'r1-a07');
  const allocating = await heldFromTheStart('allocate-addresses-frozen', 'r2-a07');
  const rendering = await heldFromTheStart('render-kickstart-next', 'r3-a07');
  const signal = (id: string, { name }: { name: string }) =>
    world.temporal.workflow.getHandle(id).signal(name, { by: 'tester', why: 'one step further' });

  await withFrozenApiserver(async () => {
    for (const { id } of [allocating, rendering]) {
      await signal(id, resumeSignal);
      await isIn(world, id, 'scheduler.claim');
      await signal(id, pauseSignal);
    }
  });
  for (const { node } of [allocating, rendering]) {
    await node.then.step('schedule-asset', 'Done');
    await node.then.condition('Paused', 'True');
    await node.then.step('allocate-addresses', 'Pending');
  }

  let deleted: Promise<unknown> = Promise.resolve();
  await withFrozenApiserver(async () => {
    await Promise.all([scheduling, allocating, rendering].map(({ id }) => signal(id, resumeSignal)));
    await isIn(world, scheduling.id, 'scheduler.claim');
    await isIn(world, allocating.id, 'ipam.allocate');
    await isIn(world, rendering.id, 'ipam.allocate');
    await signal(rendering.id, pauseSignal);
    // Asked for while it hangs; the apiserver takes it up beside the steps' own calls.
    deleted = Promise.all([scheduling, allocating].map(({ node }) => node.when.deleted()));
    deleted.catch(() => undefined);
  });
  await deleted;
  await rendering.node.then.step('allocate-addresses', 'Done');
  await rendering.node.then.step('render-kickstart', 'Pending');
  await Promise.all([signal(rendering.id, resumeSignal), rendering.node.when.deleted()]);

  for (const { node } of [scheduling, allocating, rendering]) await node.then.isGone(90_000);
  await expectRestored(world, before);
}, 180_000);

test('every asset that lost a node installs another, which goes without a trace too', async () => {
  await world.simulator.settings({ installSeconds: 0.5 });
  const assets = [...WAVES.flat().map(({ asset }) => asset), 'r1-a06', 'r2-a06', 'r1-a07', 'r2-a07', 'r3-a07'];

  const nodes = await Promise.all(
    assets.map((asset) => given(world).node(`another-on-${asset}`, { assetName: asset })),
  );
  const ready = await Promise.all(nodes.map((node) => node.then.isReady(180_000)));
  expect(ready.map(({ status }) => status.assetRef?.name)).toEqual(assets);
  const { machines } = await world.simulator.state();
  for (const asset of assets) {
    expect(machines.find(({ name }) => name === asset)).toMatchObject({ power: 'On', installed: {} });
  }

  await Promise.all(nodes.map((node) => node.when.deleted()));
  await Promise.all(nodes.map((node) => node.then.isGone(180_000)));
  expect((await world.cluster.list(computeNode)).items).toEqual([]);
  await expectRestored(world, before);
}, 420_000);
