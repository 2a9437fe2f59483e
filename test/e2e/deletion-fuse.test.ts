import { RACK_LABEL } from '../../api/groups.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

/** The rack has eight machines: half of them may go. */
const LIMIT = 4;

let world: World;
beforeAll(async () => {
  world = await startWorld({ settings: { deletionFuse: { always: 2 } } });
}, 180_000);
afterAll(() => world.end(), 60_000);

async function isHeld(node: NodeScenario): Promise<boolean> {
  const { status } = await node.read();
  return status.conditions?.some(({ type, status: value }) => type === 'DeletionHeld' && value === 'True') ?? false;
}

/** Those of the nodes that are held, once each of them is held or gone. */
function heldOf(nodes: NodeScenario[]): Promise<NodeScenario[]> {
  return eventually(
    'every deletion is done or held',
    async () => {
      const held: NodeScenario[] = [];
      for (const node of nodes) {
        const seen = await isHeld(node).catch(() => undefined);
        if (seen === false) throw new Error(`${node.name} is neither gone nor held`);
        if (seen) held.push(node);
      }
      return held;
    },
    120_000,
  );
}

test('a rack that is deleted at once: the limit goes, the rest runs on until somebody confirms', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `fused-${index + 1}`);
  const nodes = await Promise.all(
    names.map((name) => given(world).node(name, { nodeSelector: { [RACK_LABEL]: 'r1' } })),
  );
  const ready = await Promise.all(nodes.map((node) => node.then.isReady(120_000)));
  const assetOf = new Map(ready.map(({ metadata, status }) => [metadata.name, status.assetRef?.name ?? '']));
  const before = (await world.simulator.journal()).length;

  const [early, late] = [nodes.slice(0, 6), nodes.slice(6)];
  await Promise.all(early.map((node) => node.when.deleted()));
  const held = await heldOf(early);
  expect(held).toHaveLength(early.length - LIMIT);

  await world.stack.kill('worker-0', 'SIGKILL');
  await world.stack.start('worker-0');
  // The fuse remembers what went before the kill.
  await Promise.all(late.map((node) => node.when.deleted()));
  const all = await heldOf(nodes);
  expect(all.map(({ name }) => name).sort()).toEqual([...held, ...late].map(({ name }) => name).sort());

  const { machines, hosts } = await world.simulator.state();
  const machinesOf = (some: NodeScenario[]) =>
    machines.filter(({ name }) => some.some((node) => assetOf.get(node.name) === name));
  expect(machinesOf(all)).toHaveLength(LIMIT);
  expect(machinesOf(all).map(({ power, installed }) => [power, installed !== null])).toEqual(
    all.map(() => ['On', true]),
  );
  expect(machinesOf(nodes).filter(({ power }) => power === 'Off')).toHaveLength(8 - LIMIT);
  expect(hosts.filter(({ name }) => name.startsWith('fused-'))).toHaveLength(LIMIT);
  const journal = (await world.simulator.journal(before)).filter(({ changed }) => changed);
  const marks = all
    .flatMap(({ name }) => [`${name}.`, assetOf.get(name) ?? name])
    .concat(machinesOf(all).map(({ uuid }) => uuid));
  expect(journal.length).toBeGreaterThan(0);
  expect(journal.filter(({ path, key }) => marks.some((mark) => `${path} ${key}`.includes(mark)))).toEqual([]);

  const metrics = await (await fetch(`${world.stack.file.metrics?.['bridge-0']}/metrics`)).text();
  expect(metrics).toMatch(new RegExp(`^bedplate_nodes_calling\\{condition="DeletionHeld"\\} ${LIMIT}$`, 'm'));
  expect((await bedplate(world, 'list')).output).toContain(`${LIMIT} deletions are held: bedplate confirm --held`);
  const [first] = all;
  if (!first) throw new Error('Nothing is held');
  expect((await bedplate(world, 'status', first.name)).output).toMatch(
    new RegExp(`Its deletion is held: 4 of 8 machines of rack r1 .* bedplate confirm ${first.name} --why`),
  );

  const unexplained = await bedplate(world, 'confirm', '--held', '--rack', 'r1');
  expect(unexplained).toMatchObject({
    exit: 2,
    output: expect.stringContaining(`${LIMIT} would be taken down`) as string,
  });
  expect((await bedplate(world, 'confirm', '--held', '--rack', 'r2', '--why', 'x')).output).toContain(
    'No deletion is held',
  );
  expect(await bedplate(world, 'confirm', first.name, '--why', 'it burns')).toMatchObject({ exit: 0 });
  await first.then.isGone(90_000);
  expect(await heldOf(nodes)).toHaveLength(LIMIT - 1);

  const rest = await bedplate(world, 'confirm', '--held', '--why', 'the rack moves');
  expect(rest).toMatchObject({ exit: 0, output: expect.stringContaining('3 deletions go on') as string });
  await Promise.all(nodes.map((node) => node.then.isGone(120_000)));
  const after = await world.simulator.state();
  expect(after.machines.filter(({ power }) => power !== 'Off')).toEqual([]);
  expect(after.hosts.filter(({ name }) => name.startsWith('fused-'))).toEqual([]);
}, 400_000);
