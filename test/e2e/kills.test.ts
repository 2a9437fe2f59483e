import { eventually } from './dsl/eventually.ts';
import { everythingOnce, invariantsHold, livesOf, momentOf } from './dsl/invariants.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { installSeconds: 2 } });
}, 180_000);
afterAll(() => world.end(), 60_000);

const NODES = 4;

/** Several nodes on their way, some of them already past the creation of their host. */
async function nodesUnderWay(prefix: string): Promise<NodeScenario[]> {
  const names = Array.from({ length: NODES }, (_, i) => `${prefix}-${i + 1}`);
  const nodes = await Promise.all(names.map((name) => given(world).node(name)));
  await eventually('a host was created', async () => {
    const { hosts } = await world.simulator.state();
    return hosts.some(({ name }) => name.startsWith(prefix)) || undefined;
  });
  return nodes;
}

test.each(['worker-0', 'bridge-0', 'apiserver', 'temporal'])(
  'kill -9 of %s in the middle: every node gets Ready, nothing is done twice',
  async (part) => {
    const start = await momentOf(world);
    const nodes = await nodesUnderWay(part.replace(/\d|-/g, ''));

    await world.stack.kill(part, 'SIGKILL');
    await world.stack.start(part);

    await Promise.all(nodes.map((node) => node.then.isReady(120_000)));
    await invariantsHold(world);
    const provisioned = await livesOf(world, nodes);
    await everythingOnce(world, start, { provisioned });

    await Promise.all(nodes.map((node) => node.when.deleted()));
    await Promise.all(nodes.map((node) => node.then.isGone(120_000)));
    await invariantsHold(world);
    await everythingOnce(world, start, { provisioned, deleted: provisioned });
  },
  300_000,
);
