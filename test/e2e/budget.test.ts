import { startReflector } from '../../api/cluster/index.ts';
import { RACK_LABEL } from '../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import {
  computeNodeDisruptionBudget,
  type DisruptionBudgetStatus,
} from '../../api/kinds/compute-node-disruption-budget.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const RACKS = ['r1', 'r2'];
const PER_RACK = 3;
const BUDGET = { namespace: 'default', name: 'web' };

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);

interface Placed {
  node: NodeScenario;
  rack: string;
  /** How outside systems call it, and its machine. */
  marks: string[];
}

async function readyNodes(): Promise<Placed[]> {
  const wished = RACKS.flatMap((rack) =>
    Array.from({ length: PER_RACK }, (_, n) => ({ rack, name: `${rack}-web-${n}` })),
  );
  const nodes = await Promise.all(
    wished.map(async ({ rack, name }) => ({
      rack,
      node: await given(world).node(name, { nodeSelector: { [RACK_LABEL]: rack } }),
    })),
  );
  await Promise.all(nodes.map(({ node }) => node.then.isReady(120_000)));
  const { machines } = await world.simulator.state();
  return Promise.all(
    nodes.map(async ({ rack, node }) => {
      const asset = (await node.read()).status.assetRef?.name ?? '';
      const uuid = machines.find(({ name }) => name === asset)?.uuid ?? '';
      return { rack, node, marks: [`${node.name}.`, asset, uuid] };
    }),
  );
}

/** How many nodes of each rack are there and not Ready, at each event of the apiserver's watch. */
function watchRacks(rackOf: ReadonlyMap<string, string>) {
  const unready = new Set<string>();
  let events = 0;
  let most = 0;
  const isReady = ({ status }: ComputeNode) =>
    status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
  const reflector = startReflector({
    client: world.cluster,
    kind: computeNode,
    onError: () => undefined,
    onChange({ type, object }) {
      const { name } = object.metadata;
      events += 1;
      if (type === 'upsert' && !isReady(object)) unready.add(name);
      else unready.delete(name);
      for (const rack of RACKS) {
        most = Math.max(most, [...unready].filter((node) => rackOf.get(node) === rack).length);
      }
    },
  });
  return { seen: () => ({ events, most }), reflector };
}

async function budgetStatus(): Promise<DisruptionBudgetStatus> {
  return (await world.cluster.get(computeNodeDisruptionBudget, BUDGET))?.status ?? {};
}

function budgetIs(what: string, sees: (status: DisruptionBudgetStatus) => boolean): Promise<DisruptionBudgetStatus> {
  return eventually(`the budget: ${what}`, async () => {
    const status = await budgetStatus();
    if (sees(status)) return status;
    throw new Error(`it shows ${JSON.stringify(status)}`);
  });
}

/** The nodes of a rack in the order in which something was changed for them outside; two that take turns come up again. */
async function touched(placed: readonly Placed[], rack: string, since: number): Promise<string[]> {
  const journal = (await world.simulator.journal(since)).filter(({ changed }) => changed);
  const here = placed.filter((each) => each.rack === rack);
  const names = journal.flatMap(({ path, key }) => {
    return here
      .filter(({ marks }) => marks.some((mark) => `${path} ${key}`.includes(mark)))
      .map(({ node }) => node.name);
  });
  return names.filter((name, index) => name !== names[index - 1]);
}

test('six nodes of two racks deleted at once: one of a rack at a time, whoever dies; the others say why they wait', async () => {
  const placed = await readyNodes();
  const nodes = placed.map(({ node }) => node);
  await world.cluster.create(computeNodeDisruptionBudget, {
    metadata: BUDGET,
    spec: { selector: {}, perTopology: RACK_LABEL, maxUnavailable: 1 },
  });
  await budgetIs('one of each rack is allowed', ({ allowed }) => allowed === RACKS.length);
  const racks = watchRacks(new Map(placed.map(({ node, rack }) => [node.name, rack])));
  await racks.reflector.synced;
  const { seq = 0 } = (await world.simulator.journal()).at(-1) ?? {};
  const powerOff = await world.simulator.fault({ system: 'redfish', method: 'POST', delayMs: 1_500 });

  await Promise.all(nodes.map((node) => node.when.deleted()));
  const first = await budgetIs('two go, four wait', ({ held, waiting }) => held === 2 && waiting === 4);
  expect(first).toMatchObject({ allowed: 0, nodes: { total: 6 } });
  expect(first.holders?.map(({ operation }) => operation)).toEqual(['Delete', 'Delete']);
  const held = await eventually('a node says that it is held', async () => {
    const all = await Promise.all(nodes.map((node) => node.read()));
    return all.find(({ status }) =>
      status.conditions?.some(({ type, status: is }) => type === 'DisruptionHeld' && is === 'True'),
    );
  });
  const { name } = held.metadata;
  expect((await bedplate(world, 'status', name)).output).toMatch(
    /A budget holds it: ComputeNodeDisruptionBudget web lets 1 of the 3 nodes of rack r\d be unavailable: r\d-web-\d \(Delete\) is being worked on/,
  );
  expect(await bedplate(world, 'confirm', name, '--budget')).toMatchObject({
    exit: 2,
    output: expect.stringContaining('1 would go on against their budgets') as string,
  });
  expect(await bedplate(world, 'confirm', name, '--why', 'x')).toMatchObject({
    exit: 1,
    output: expect.stringContaining(`bedplate confirm ${name} --budget --why TEXT`) as string,
  });

  await world.stack.kill('worker-0', 'SIGKILL');
  await world.stack.start('worker-0');
  await powerOff();
  await eventually(
    'the first of each rack are gone',
    async () => {
      const { items } = await world.cluster.list(computeNode, { namespace: 'default' });
      return items.length <= 2 * (PER_RACK - 1);
    },
    60_000,
  );
  await world.cluster.mergePatch(computeNodeDisruptionBudget, BUDGET, { spec: { maxUnavailable: 0 } });
  const frozen = await budgetIs('nobody goes', ({ held: h, waiting = 0, observedGeneration }) => {
    return observedGeneration === 2 && h === 0 && waiting >= RACKS.length;
  });
  expect(frozen.allowed).toBe(0);
  const bounded = racks.seen();
  const orders = await Promise.all(RACKS.map((rack) => touched(placed, rack, seq)));
  process.stdout.write(
    `${bounded.events} events, at most ${bounded.most} of a rack not Ready; touched in order: ${orders.join(' | ')}\n`,
  );
  expect(bounded.events).toBeGreaterThan(2 * PER_RACK);
  expect(bounded.most).toBe(1);
  for (const order of orders) {
    expect(order.length).toBeGreaterThan(0);
    expect(new Set(order).size).toBe(order.length);
  }

  const metrics = await (await fetch(`${world.stack.file.metrics?.['bridge-0']}/metrics`)).text();
  expect(metrics).toMatch(/^bedplate_budget_leaves\{namespace="default",budget="web",state="waiting"\} [2-4]$/m);
  await world.cluster.mergePatch(computeNodeDisruptionBudget, BUDGET, { spec: { maxUnavailable: '100%' } });
  await Promise.all(nodes.map((node) => node.then.isGone(60_000)));
  racks.reflector.stop();
  await budgetIs('nobody is left', ({ held: h, waiting }) => h === 0 && waiting === 0);
  const { machines } = await world.simulator.state();
  expect(machines.filter(({ power }) => power !== 'Off')).toEqual([]);
}, 300_000);
