import { eventually } from './dsl/eventually.ts';
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

/** In the outside systems' own words: each node has one of everything, made once. */
async function everythingOnce(nodes: NodeScenario[], journalFrom: number): Promise<void> {
  const journal = await world.simulator.journal(journalFrom);
  const entries = journal.filter(({ changed }) => changed);
  const { machines, hosts } = await world.simulator.state();
  for (const node of nodes) {
    const { status } = await node.read();
    const fqdn = status.addresses?.find(({ type }) => type === 'Hostname')?.address ?? '';
    const machine = machines.find(({ name }) => name === status.assetRef?.name);
    expect(hosts.filter(({ name }) => name === fqdn)).toHaveLength(1);
    expect(
      entries.filter(({ method, path, key }) => method === 'POST' && path === '/api/hosts' && key.includes(fqdn)),
    ).toHaveLength(1);
    const told = (event: string) => journal.filter(({ path }) => path === `/machines/${machine?.uuid}/${event}`).length;
    expect({
      node: node.name,
      powerOns: told('powered-on'),
      installs: told('installed'),
      power: machine?.power,
    }).toEqual({
      node: node.name,
      powerOns: 1,
      installs: 1,
      power: 'On',
    });
  }
  const assets = await Promise.all(nodes.map(async (node) => (await node.read()).status.assetRef?.name));
  expect(new Set(assets).size).toBe(nodes.length);
}

test.each(['worker-0', 'bridge-0', 'apiserver', 'temporal'])(
  'kill -9 of %s in the middle: every node gets Ready, nothing is done twice',
  async (part) => {
    const from = (await world.simulator.journal()).length;
    const nodes = await nodesUnderWay(part.replace(/\d|-/g, ''));

    await world.stack.kill(part, 'SIGKILL');
    await world.stack.start(part);

    await Promise.all(nodes.map((node) => node.then.isReady(120_000)));
    await everythingOnce(nodes, from);
    await Promise.all(nodes.map((node) => node.when.deleted()));
    await Promise.all(nodes.map((node) => node.then.isGone(120_000)));
  },
  300_000,
);
