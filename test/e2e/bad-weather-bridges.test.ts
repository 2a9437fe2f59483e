import { pauseSignal } from '../../workflows/contract.ts';
import { bridgeOf } from './dsl/bridge.ts';
import { chainOf } from './dsl/chain.ts';
import { eventually } from './dsl/eventually.ts';
import { expectUntouched, pictureOf } from './dsl/outside.ts';
import { watchRevisions, type Revisions } from './dsl/revisions.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const NODES = 6;
let world: World;
let nodes: NodeScenario[];
let revisions: Revisions;

beforeAll(async () => {
  world = await startWorld({ bridges: 2 });
  revisions = await watchRevisions(world);
}, 180_000);
afterAll(async () => {
  revisions.stop();
  await world.end();
}, 60_000);

test('two bridges at once: each status that is shown is newer than the one before', async () => {
  const names = Array.from({ length: NODES }, (_, i) => `pair-${i + 1}`);
  nodes = await Promise.all(names.map((name) => given(world).node(name)));
  await Promise.all(nodes.map((node) => node.then.isReady()));

  const wrote = await Promise.all(
    ['bridge-0', 'bridge-1'].map((name) =>
      bridgeOf(world, name).metric('bedplate_bridge_status_writes_total', /applied/),
    ),
  );
  expect(Math.min(...wrote)).toBeGreaterThan(0);
  expect(names.every((name) => revisions.of(name).length > 1)).toBe(true);
  expect(revisions.decreases()).toEqual([]);
  const { machines } = await world.simulator.state();
  expect(machines.filter(({ installs }) => installs > 0)).toHaveLength(NODES);
  expect(machines.every(({ installs }) => installs <= 1)).toBe(true);
}, 120_000);

test('a bridge that thaws with an old status in hand writes nothing over the newer ones', async () => {
  const frozen = 'bridge-0';
  const picture = await pictureOf(world.simulator);
  world.stack.pause(frozen);
  let held: NodeScenario[];
  try {
    // Temporal gives some of these to the frozen bridge, which still waits for work as far as Temporal knows.
    held = await eventually('the frozen bridge was given a status', async () => {
      const asked = await Promise.all(nodes.map((node) => pause(node, `before the thaw ${Date.now()}`)));
      return asked.some(Boolean) ? nodes.filter((_, i) => asked[i]) : undefined;
    });
    // Its time runs out, and the other bridge writes that status, and newer ones.
    await Promise.all(
      held.map(async (node) => {
        await node.then.condition('Paused', 'True', /before the thaw/, 90_000);
        await node.when.signalled(pauseSignal.name, { by: 'bob', why: 'while it was frozen' });
        await node.then.condition('Paused', 'True', /while it was frozen/, 90_000);
      }),
    );
  } finally {
    world.stack.resume(frozen);
  }

  const dropped = () => bridgeOf(world, frozen).metric('bedplate_bridge_status_writes_total', /stale|conflict/);
  await eventually('it drops what it held, and counts it', async () => (await dropped()) > 0);
  await Promise.all(held.map((node) => node.then.condition('Paused', 'True', /while it was frozen/)));
  expect(revisions.decreases()).toEqual([]);
  expect(revisions.events).toBeGreaterThan(NODES * 2);
  await expectUntouched(world.simulator, picture);

  /** Whether the status that this asks for was given to the frozen bridge. */
  async function pause(node: NodeScenario, why: string): Promise<boolean> {
    const chain = chainOf(world, await node.read());
    await chain.handle.signal(pauseSignal, { by: 'alice', why });
    const holder = await eventually(`somebody has the status of ${node.name}`, async () => {
      const { raw } = await chain.handle.describe();
      const [activity] = raw.pendingActivities ?? [];
      if (activity?.lastWorkerIdentity) return activity.lastWorkerIdentity;
      const shown = (await node.read()).status.pauses ?? [];
      return shown.some((pause) => pause.why === why) ? 'nobody any more' : undefined;
    });
    return holder.includes(frozen);
  }
}, 240_000);
