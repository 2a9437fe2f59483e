import { Failure } from '../../activities/failure.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const REFUSED = new Failure('AuthRejected', 'it refuses our login (401).', { outage: 'refused' });
const DOWN = new Failure('Unavailable', 'it answered 503.', { outage: 'down' });
const SECRET = 'bedplate-system/secret';

async function playProvider() {
  const world = await stage.play();
  world.datacenter.cluster.secrets.set(SECRET, 'v1');
  const provider = await world.provider();
  const { hosts, cmdb, dns } = world.datacenter;
  const pings = () => [hosts, cmdb, dns].map(({ log }) => log.pings);
  return { world, provider, foreman: hosts.log, pings };
}

test('a new provider is looked at once, and shows that its systems answer', async () => {
  const { provider, pings } = await playProvider();

  await provider.isSeen();

  const status = await provider.isAvailable('True', 'Answering');
  expect(status.systems?.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'foreman Available',
    'cmdb Available',
    'dns Available',
  ]);
  expect(status.observedGeneration).toBe(1);
  expect(pings()).toEqual([1, 1, 1]);
});

test('a refused password is tried once, and again when its Secret is another', async () => {
  const { world, provider, foreman, pings } = await playProvider();
  foreman.refusal = REFUSED;
  await provider.isSeen();

  const status = await provider.isAvailable('False', 'AuthRejected');
  expect(status.conditions?.[0]?.message).toMatch(/^Foreman refuses our password; fix Secret bedplate-system\/secret/);
  await eventually('the watch of the Secret', () => world.calls.includes('provider.awaitSecretChange') || undefined);
  expect(pings()).toEqual([1, 1, 1]);

  foreman.refusal = undefined;
  world.datacenter.cluster.secrets.set(SECRET, 'v2');
  await provider.isAvailable('True');
  expect(pings()).toEqual([2, 1, 1]);
}, 60_000);

test('trouble that a worker tells is shown; a refusal is believed, and a person makes us look at once', async () => {
  const { provider, pings } = await playProvider();
  await provider.isSeen();
  await provider.isAvailable('True');

  await provider.tellTrouble();
  await provider.isAvailable('False', 'AuthRejected');
  expect(pings()).toEqual([1, 1, 1]);

  await provider.probe();
  await provider.isAvailable('True');
  expect(pings()).toEqual([2, 1, 1]);
});

test('a system that is down is looked at again until it answers, whatever the number of workers that tell', async () => {
  const { world, provider, foreman } = await playProvider();
  await provider.isSeen();
  await provider.isAvailable('True');
  foreman.refusal = DOWN;

  for (let index = 0; index < 20; index += 1) {
    await provider.tellTrouble({ outage: 'down', type: 'Unavailable', by: `worker-${index}` });
  }
  await provider.isAvailable('False', 'Unavailable');
  await eventually(
    'a second look',
    () => world.calls.filter((name) => name === 'foreman.ping').length >= 4 || undefined,
  );
  foreman.refusal = undefined;

  await provider.isAvailable('True');
  // Two tries in a look: one look when it was new, then one, and another after 2 s and after 4 s.
  expect(foreman.pings).toBeLessThanOrEqual(8);
}, 60_000);

test('trouble that is over when we look is shown all the same: the change back wakes those who wait', async () => {
  const { world, provider } = await playProvider();
  await provider.isSeen();
  await provider.isAvailable('True');
  const before = world.statuses.ofProviders.length;

  await provider.tellTrouble({ outage: 'down', type: 'Unavailable' });

  await eventually('two more statuses', () => world.statuses.ofProviders.length >= before + 2 || undefined);
  const shown = world.statuses.ofProviders.slice(before).map(({ conditions }) => conditions?.[0]?.status);
  expect(shown).toEqual(['False', 'True']);
});

test('the chain of a provider that is gone closes', async () => {
  const { world, provider } = await playProvider();
  await provider.isSeen();
  await provider.isAvailable('True');

  world.datacenter.cluster.forget(computeProvider, { name: 'native' });
  await provider.probe();

  await provider.handle.result();
});

test('many nodes behind a refused password: it is tried by one, all say so, and all go on when it is mended', async () => {
  const NODES = 12;
  const world = await stage.play({ assets: NODES });
  const { hosts, cluster } = world.datacenter;
  cluster.secrets.set(SECRET, 'v1');
  const provider = await world.provider();
  await provider.isSeen();
  await provider.isAvailable('True');
  hosts.log.refusal = REFUSED;
  const names = Array.from({ length: NODES }, (_, index) => `web-${index}`);
  const nodes = await Promise.all(names.map((name) => world.node(name)));

  await Promise.all(nodes.map((node) => node.isSeen()));
  for (const node of nodes) {
    const status = await node.isStalled();
    expect(condition(status, 'Ready')?.message).toMatch(
      /Waits for ComputeProvider native: .*fix Secret bedplate-system/,
    );
    expect(status.waitsFor).toEqual([{ kind: 'ComputeProvider', name: 'native' }]);
  }
  await provider.isAvailable('False', 'AuthRejected');
  // Those that were on their way when the first of them was refused; this login was good a moment ago.
  expect(hosts.log.refused).toBeGreaterThan(0);
  expect(hosts.log.refused).toBeLessThanOrEqual(NODES);
  const before = hosts.log.refused;

  await Promise.all(nodes.map((node) => node.wake('something else changed')));
  await Promise.all(
    nodes.map((node) => node.shows('a second attempt', (status) => (step(status, 'create-host')?.attempts ?? 0) > 1)),
  );
  expect(hosts.log.refused).toBe(before);

  hosts.log.refusal = undefined;
  cluster.secrets.set(SECRET, 'v2');
  await provider.isAvailable('True');
  await Promise.all(nodes.map((node) => node.wake('Available of ComputeProvider native is True now')));
  await Promise.all(nodes.map((node) => node.isReady()));
}, 120_000);
