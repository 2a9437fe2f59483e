import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { objectKey } from '../../api/cluster/index.ts';
import { kinds } from '../../api/kinds/index.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { bridgeOf } from './dsl/bridge.ts';
import { chainOf } from './dsl/chain.ts';
import { connectionsTo } from './dsl/connections.ts';
import { etcdOf } from './dsl/etcd.ts';
import { eventually } from './dsl/eventually.ts';
import { expectUntouched, type Picture, pictureOf } from './dsl/outside.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { runUnderOwnAccount } from './dsl/service-account.ts';
import { startWorld, type World } from './dsl/world.ts';

/** What an apiserver does on a bad day, to a bridge that runs with the rights of deploy/rbac.yaml. */
const ACCOUNT = 'bedplate-bridge';
let world: World;
let nodes: NodeScenario[];
let picture: Picture;
const bridge = () => bridgeOf(world);

beforeAll(async () => {
  world = await startWorld({ settings: { bridge: { resyncSeconds: 2 } } });
  await runUnderOwnAccount(world, 'bridge-0', ACCOUNT);
  nodes = await Promise.all(['calm-1', 'calm-2'].map((name) => given(world).node(name)));
  await Promise.all(nodes.map((node) => node.then.isReady()));
  picture = await pictureOf(world.simulator);
}, 300_000);
afterAll(() => world.end(), 60_000);

/** The bridge sees a change that is made now, and the node's status shows it. */
async function sees(node: NodeScenario, why: string | null): Promise<ComputeNode> {
  await node.when.annotated({ 'compute.tess.io/paused': why });
  return why === null
    ? node.then.condition('Paused', 'False', /./, 90_000)
    : node.then.condition('Paused', 'True', new RegExp(why), 90_000);
}

async function canBeWatched(kind: Kind): Promise<true> {
  const { resourceVersion } = await world.cluster.list(kind);
  const ended = new AbortController();
  await world.cluster.watch(kind, { resourceVersion, timeoutSeconds: 5, signal: ended.signal });
  ended.abort();
  return true;
}

test('410: a watch whose past was compacted away begins with a new list, and says so', async () => {
  const [node] = nodes as [NodeScenario];
  // Frozen meanwhile, or it would list again for the apiserver's other excuses.
  world.stack.pause('bridge-0');
  try {
    await etcdOf(world).compactUnderWatches();
    for (const kind of kinds) await eventually(`${kind.plural} can be watched`, () => canBeWatched(kind), 20_000);
  } finally {
    world.stack.resume('bridge-0');
  }

  await eventually('the bridge says it', async () => /"A watch fails: [^"]*410[^"]*listed again/.test(bridge().log()));
  await sees(node, 'after 410');
  await sees(node, null);
  await expectUntouched(world.simulator, picture);
}, 180_000);

test('a silent apiserver: the bridge gives its connection up, says so, and goes on when it is back', async () => {
  const [node] = nodes as [NodeScenario];
  const said = bridge().log().length;
  world.stack.pause('apiserver');
  try {
    await eventually(
      'the bridge says it',
      async () => /"The apiserver (still )?fails: [^"]*no (ping|answer)/.test(bridge().log().slice(said)),
      // What repeats is said once a minute.
      90_000,
    );
  } finally {
    world.stack.resume('apiserver');
  }

  await sees(node, 'after the silence');
  await sees(node, null);
  await expectUntouched(world.simulator, picture);
}, 240_000);

test('429: an apiserver that is not ready to be watched is asked again, and nothing goes lost', async () => {
  const [node] = nodes as [NodeScenario];
  const refused = () => bridge().metric('bedplate_apiserver_request_duration_seconds_count', /code="429"/);
  const before = await refused();
  const shown = await node.read();
  // Its own watches begin anew: until they have, it answers 429 to those who would watch.
  await etcdOf(world).compactUnderWatches();

  await eventually('the bridge was refused, and counts it', async () => (await refused()) > before);
  const seen = await sees(node, 'after 429');
  expect(seen.status.revision).toBeGreaterThan(shown.status.revision ?? 0);
  await sees(node, null);
  await expectUntouched(world.simulator, picture);
}, 180_000);

test('wiped statuses are made again, and no Ready node is touched for it', async () => {
  const assets = (await world.cluster.list(computeAsset)).items;
  const claimed = assets.filter(({ status }) => status?.phase === 'Claimed');
  expect(claimed).toHaveLength(nodes.length);
  const before = await Promise.all(nodes.map((node) => node.read()));

  const group = (kind: typeof computeNode | typeof computeAsset) => `/apis/${kind.group}/v1alpha1`;
  const wipe = (path: string) =>
    world.cluster.raw({
      method: 'PATCH',
      path: `${path}/status`,
      contentType: 'application/merge-patch+json',
      body: { status: null },
    });
  const paths = [
    ...before.map(({ metadata }) => `${group(computeNode)}/namespaces/default/computenodes/${metadata.name}`),
    ...claimed.map(({ metadata }) => `${group(computeAsset)}/computeassets/${metadata.name}`),
  ];
  await Promise.all(paths.map(wipe));

  for (const [index, node] of nodes.entries()) {
    const was = before[index] as ComputeNode;
    const is = await node.then.isReady();
    expect(is.status.assetRef).toEqual(was.status.assetRef);
    expect(is.status.addresses).toEqual(was.status.addresses);
    expect(is.status.revision).toBeGreaterThan(was.status.revision ?? 0);
  }
  await eventually('the assets show who has them', async () => {
    const now = await Promise.all(claimed.map(({ metadata }) => world.cluster.get(computeAsset, metadata)));
    return now.every((asset) => asset?.status?.phase === 'Claimed');
  });
  await expectUntouched(world.simulator, picture);
}, 120_000);

test('after 500 looks the bridge has at most 5 connections to the apiserver', async () => {
  const port = Number(new URL(world.cluster.connection.config.server).port);
  await eventually(
    '500 reconciles',
    async () => (await bridge().metric('bedplate_bridge_reconcile_seconds_count')) >= 500,
  );

  const open = connectionsTo(bridge().pid, port);
  expect(open).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(5);
}, 120_000);

test('when it is over all goes on as before', async () => {
  await expectUntouched(world.simulator, picture);
  const late = await given(world).node('after-the-weather');
  const ready = await late.then.isReady();
  expect(await chainOf(world, ready).held()).toBeUndefined();
  expect(objectKey(ready.metadata)).toBe('default/after-the-weather');
});
