import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { computeProviderWorkflowId, probeSignal, retryUpdate } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import type { JournalEntry } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

const WORKERS = 2;
const NODES = 20;

let world: World;
beforeEach(async () => {
  world = await startWorld({ workers: WORKERS });
}, 180_000);
afterEach(() => world.end(), 60_000);

async function providerShows(status: 'True' | 'False', words: RegExp, timeoutMs?: number): Promise<void> {
  await eventually(
    `Available=${status} with ${words}`,
    async () => {
      const provider = await world.cluster.get(computeProvider, { name: 'native' });
      const condition = provider?.status?.conditions?.find(({ type }) => type === 'Available');
      if (condition?.status === status && words.test(`${condition.reason} ${condition.message}`)) return true;
      throw new Error(`it is ${JSON.stringify(condition)}`);
    },
    timeoutMs,
  );
}

async function probe(): Promise<void> {
  const provider = await world.cluster.get(computeProvider, { name: 'native' });
  const id = computeProviderWorkflowId({ name: 'native', uid: provider?.metadata.uid ?? '' });
  await world.temporal.workflow.getHandle(id).signal(probeSignal, { by: 'tester', why: 'the Secret is another' });
}

/** Gives the password that stood there. */
async function putForemanPassword(password: string): Promise<string> {
  const path = '/api/v1/namespaces/bedplate-system/secrets/foreman';
  const before = (await world.cluster.raw({ method: 'GET', path })) as { data: { password: string } };
  const body = { data: { password: Buffer.from(password).toString('base64') } };
  await world.cluster.raw({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
  return Buffer.from(before.data.password, 'base64').toString();
}

async function apply(count: number): Promise<NodeScenario[]> {
  const names = Array.from({ length: count }, (_, index) => `spared-${index}`);
  return Promise.all(names.map((name) => given(world).node(name)));
}

async function allAreReady(nodes: readonly NodeScenario[], timeoutMs: number): Promise<void> {
  await Promise.all(nodes.map((node) => node.then.isReady(timeoutMs)));
  const { hosts } = await world.simulator.state();
  expect(hosts).toHaveLength(nodes.length);
}

async function asked(since: number, of: (entry: JournalEntry) => boolean): Promise<number> {
  return (await world.simulator.journal(since)).filter(of).length;
}

const refused = ({ system, status }: JournalEntry) => system === 'foreman' && status === 401;

test('a refused password is tried once by each worker, not by each node, and all go on when its Secret is mended', async () => {
  await providerShows('True', /Answering/);
  const password = await putForemanPassword('not-the-password');
  const since = (await world.simulator.journal()).length;
  await probe();
  await providerShows('False', /AuthRejected Foreman refuses our password; fix Secret bedplate-system\/foreman/);

  const nodes = await apply(NODES);
  const words = /AuthRejected .*Waits for ComputeProvider native.*fix Secret bedplate-system\/foreman/;
  await Promise.all(nodes.map((node) => node.then.condition('Ready', 'False', words)));
  expect(await asked(since, refused)).toBeGreaterThan(0);
  expect(await asked(since, refused)).toBeLessThanOrEqual(WORKERS);

  await putForemanPassword(password);
  await allAreReady(nodes, 60_000);
  expect(await asked(since, refused)).toBeLessThanOrEqual(WORKERS);
}, 240_000);

test('`bedplate retry` of one node has the provider looked at, and all go on', async () => {
  const lift = await world.simulator.fault({ system: 'foreman', status: 401, body: '{"error":{"message":"no"}}' });
  const nodes = await apply(3);
  await Promise.all(nodes.map((node) => node.then.condition('Ready', 'False', /Waits for ComputeProvider native/)));

  await lift();
  const [node] = nodes;
  const id = (await node?.read())?.status.workflow?.id ?? '';
  await world.temporal.workflow
    .getHandle(id)
    .executeUpdate(retryUpdate, { args: [{ by: 'tester', why: 'the password is taken again' }] });
  await allAreReady(nodes, 30_000);
}, 180_000);

test('a Foreman that is down is asked by few, and all go on by themselves when it answers', async () => {
  await providerShows('True', /Answering/);
  const since = (await world.simulator.journal()).length;
  const lift = await world.simulator.fault({ system: 'foreman', status: 503 });
  const nodes = await apply(NODES);

  await providerShows('False', /Unavailable .*503/);
  await Promise.all(nodes.map((node) => node.then.condition('Ready', 'False', /Unavailable/)));
  const calls = async () => (await world.simulator.journal(since)).filter(({ system }) => system === 'foreman');
  const answered = await eventually('a look twenty seconds after the first call', async () => {
    const times = (await calls()).map(({ time }) => Date.parse(time));
    return Math.max(...times) - Math.min(...times) > 20_000 && times.length;
  });
  // Each worker: eight in a row, and what was on its way meanwhile, twenty at a time; and the looks, two tries each.
  console.info(`${NODES} nodes behind a Foreman that was down for 20 s: ${answered} calls`);
  expect(answered).toBeLessThanOrEqual(WORKERS * 30 + 12);

  await lift();
  await allAreReady(nodes, 60_000);
}, 240_000);

test('with two workers, record sets share PATCHes, builds share lists, and no record is lost', async () => {
  await providerShows('True', /Answering/);
  const since = (await world.simulator.journal()).length;
  // Nodes rarely come at the same moment: while one PATCH is on its way, records of others gather.
  const lift = await world.simulator.fault({ system: 'powerdns', method: 'PATCH', delayMs: 5_000 });
  const nodes = await apply(NODES);
  await allAreReady(nodes, 120_000);
  await lift();

  const journal = await world.simulator.journal(since);
  const patches = journal.filter(
    ({ system, method, status }) => system === 'powerdns' && method === 'PATCH' && status < 300,
  );
  const lists = journal.filter(
    ({ system, method, path }) => system === 'foreman' && method === 'GET' && path === '/api/hosts',
  );
  const fqdns = await Promise.all(nodes.map(async (node) => (await node.read()).status.addresses?.at(-1)?.address));
  const { rrsets } = await world.simulator.state();
  const forward = rrsets.filter(({ name, type }) => type === 'A' && fqdns.includes(name.slice(0, -1)));
  const reverse = rrsets.filter(({ type, records }) => {
    return type === 'PTR' && fqdns.some((fqdn) => JSON.stringify(records).includes(`${fqdn}.`));
  });
  expect(forward).toHaveLength(NODES);
  expect(reverse.length).toBeGreaterThanOrEqual(NODES);
  // One by one it would be a PATCH for each node and zone, and a list for each node and look.
  expect(patches.length).toBeLessThan(forward.length + reverse.length);
  expect(lists.length).toBeLessThan(NODES);
  console.info(
    `${NODES} nodes: ${patches.length} PATCHes for ${forward.length + reverse.length} record sets, ${lists.length} lists of hosts`,
  );
}, 240_000);
