import { everythingOnce, invariantsHold, livesOf, momentOf } from './dsl/invariants.ts';
import { spreadNodes } from './dsl/spread.ts';
import { startWorld, type World } from './dsl/world.ts';

/** What people are promised: so soon after the restart of whatever was killed, every node is Ready. */
const READY_WITHIN_MS = 60_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ size: { racks: 3, assets: 150 } });
}, 180_000);
afterAll(() => world.end(), 60_000);

test.each([
  [['worker-0']],
  [['bridge-0']],
  [['apiserver']],
  [['temporal']],
  [['worker-0', 'bridge-0']],
  [['etcd', 'apiserver']],
])(
  'kill -9 of %p while twelve nodes stand in five steps: all are Ready within a minute, nothing is done twice',
  async (parts) => {
    const start = await momentOf(world);
    const { nodes, described, steps, letGo } = await spreadNodes(world, parts.join('-').replace(/-0/g, ''));
    say(`before the kill: ${described}`);
    expect(steps).toBeGreaterThanOrEqual(4);
    expect(nodes.length).toBeGreaterThanOrEqual(10);

    await Promise.all(parts.map((part) => world.stack.kill(part, 'SIGKILL')));
    await letGo();
    const restartedAt = performance.now();
    for (const part of parts) await world.stack.start(part);
    const upAfter = performance.now() - restartedAt;
    await Promise.all(nodes.map((node) => node.then.isReady(READY_WITHIN_MS)));
    const readyAfter = performance.now() - restartedAt;
    say(`${parts.join(' and ')} up after ${inSeconds(upAfter)}, all Ready after ${inSeconds(readyAfter)}`);
    expect(readyAfter).toBeLessThanOrEqual(READY_WITHIN_MS);

    await invariantsHold(world);
    await everythingOnce(world, start, { provisioned: await livesOf(world, nodes) });
  },
  180_000,
);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
