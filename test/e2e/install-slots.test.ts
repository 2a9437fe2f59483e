import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { eventually } from './dsl/eventually.ts';
import { everythingOnce, invariantsHold, livesOf, momentOf } from './dsl/invariants.ts';
import { given } from './dsl/scenario.ts';
import type { JournalEntry } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

const NODES = 9;
const LIMIT = 3;

let world: World;
beforeAll(async () => {
  world = await startWorld({ workers: 2, simulatorSettings: { installSeconds: 4 } });
  const native = { maxConcurrentInstalls: LIMIT };
  await world.cluster.mergePatch(computeProvider, { name: 'native' }, { spec: { native } });
}, 180_000);
afterAll(() => world.end(), 60_000);

/** How many machines had been powered on and were not installed yet, at each of these events. */
function installingAtEach(journal: readonly JournalEntry[]): number[] {
  const installing = new Set<string>();
  return journal.flatMap(({ path }) => {
    const [, uuid = '', event] = /^\/machines\/([^/]+)\/(powered-on|installed)$/.exec(path) ?? [];
    if (!event) return [];
    if (event === 'powered-on') installing.add(uuid);
    else installing.delete(uuid);
    return [installing.size];
  });
}

test('nine nodes, two workers, one of them killed: never more than three machines install at once, all become Ready', async () => {
  const start = await momentOf(world);
  const events = async () => installingAtEach(await world.simulator.journal(start.journal));
  const names = Array.from({ length: NODES }, (_, index) => `slot-${index + 1}`);
  const nodes = await Promise.all(names.map((name) => given(world).node(name)));
  await Promise.any(
    nodes.map((node) => node.then.step('install', 'Retrying', /waits for an install slot of ComputeProvider native/)),
  );

  await eventually('three machines install', async () => (await events()).at(-1) === LIMIT);
  await world.stack.kill('worker-1', 'SIGKILL');
  await Promise.all(nodes.map((node) => node.then.isReady(120_000)));

  const counts = await events();
  process.stdout.write(`${counts.length} events of ${NODES} machines: ${counts.join(' ')} install at once\n`);
  expect(counts).toHaveLength(2 * NODES);
  expect(Math.max(...counts)).toBe(LIMIT);
  await invariantsHold(world);
  await everythingOnce(world, start, { provisioned: await livesOf(world, nodes) });
}, 240_000);
