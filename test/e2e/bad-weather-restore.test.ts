import { NODE_FINALIZER } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { isNewer } from '../../api/resource-version.ts';
import { clusterMarkQuery, clusterWorkflowId, retryUpdate } from '../../workflows/contract.ts';
import { bridgeOf } from './dsl/bridge.ts';
import { chainOf } from './dsl/chain.ts';
import { bedplate } from './dsl/command.ts';
import { type Etcd, etcdOf } from './dsl/etcd.ts';
import { eventually } from './dsl/eventually.ts';
import { expectUntouched, type Picture, pictureOf } from './dsl/outside.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

/*
 * etcd is restored from a backup, and the world goes on. One story, told in order:
 *   keeper   was Ready before the backup, and is
 *   pending  waits for its Flavor since before the backup
 *   zombie   was Ready when the backup was made, and let go after it
 *   heir     runs since the backup, on the zombie's machine
 *   young    runs since the backup, on a machine of its own
 */
let world: World;
let etcd: Etcd;
let nodes: Record<'keeper' | 'zombie' | 'heir' | 'young', ComputeNode>;
let pending: NodeScenario;
let picture: Picture;

const assetOf = ({ status }: ComputeNode) => status.assetRef?.name ?? '';
const bridge = () => bridgeOf(world);
const mark = async () =>
  world.temporal.workflow.getHandle(clusterWorkflowId(await world.cluster.clusterId())).query(clusterMarkQuery);

async function ready(name: string, spec: object = {}): Promise<ComputeNode> {
  return (await given(world).node(name, spec)).then.isReady();
}

beforeAll(async () => {
  world = await startWorld({ settings: { bridge: { resyncSeconds: 2 } } });
  etcd = etcdOf(world);

  const [keeper, zombie] = await Promise.all([ready('keeper'), ready('zombie')]);
  pending = await given(world).node('pending', { flavor: 'bm-later' });
  await pending.then.condition('Scheduled', 'False', /There is no Flavor "bm-later"/);
  const backup = await etcd.backup();

  await world.cluster.delete(computeNode, zombie.metadata);
  await eventually('the zombie is gone, and its machine free', async () => {
    const asset = await world.cluster.get(computeAsset, { name: assetOf(zombie) });
    return asset?.status?.phase === 'Free' && !(await world.cluster.get(computeNode, zombie.metadata));
  });
  // One after the other, or young might take the zombie's machine.
  const heir = await ready('heir', { assetName: assetOf(zombie) });
  const young = await ready('young');
  nodes = { keeper, zombie, heir, young };
  await eventually('the mark is past all of this', async () => {
    return !isNewer(young.metadata.resourceVersion, (await mark()).highest);
  });

  picture = await pictureOf(world.simulator);
  await etcd.restore(backup);
}, 300_000);
afterAll(() => world.end(), 60_000);

test('it is noticed at once, and said in the log, by /readyz, in a metric and in Temporal', async () => {
  await eventually('the bridge says that it holds', async () => {
    const { status, text } = await bridge().ready();
    return status === 503 && /went back in time.*acknowledge-restore/.test(text);
  });
  expect(bridge().log()).toMatch(/The cluster fails: .*went back in time/);
  expect(await bridge().metric('bedplate_bridge_held')).toBe(1);
  const { restored } = await eventually('Temporal knows', async () => {
    const known = await mark();
    return known.restored ? known : undefined;
  });
  expect(isNewer(restored?.highest, restored?.found)).toBe(true);
});

test('what is not in the backup but runs keeps what it holds: its claims are made again', async () => {
  const said = await chainOf(world, nodes.young).isHeld(/no ComputeNode default\/young.*claimed again/);
  expect(said).toContain(assetOf(nodes.young));
  expect(await chainOf(world, nodes.young).details()).toMatch(/\*\*Stalled\*\*[\s\S]*Held: there is no ComputeNode/);

  const claim = await world.cluster.get(assetClaim, { name: assetOf(nodes.young) });
  expect(claim?.spec.nodeRef.uid).toBe(nodes.young.metadata.uid);
  const { items } = await world.cluster.list(ipAddressKind);
  const held = items.filter(({ spec }) => spec.claimRef.uid === nodes.young.metadata.uid);
  const addresses = nodes.young.status.addresses?.filter(({ type }) => type === 'InternalIP') ?? [];
  expect(addresses.length).toBeGreaterThan(0);
  expect(held.map(({ spec }) => spec.address).sort()).toEqual(addresses.map(({ address }) => address).sort());
});

test('two that claim one machine are told apart, and neither is touched', async () => {
  await chainOf(world, nodes.heir).isHeld(
    new RegExp(`${assetOf(nodes.zombie)} is claimed by the node of uid ${nodes.zombie.metadata.uid}`),
  );
});

test('a bridge that is new, and an etcd that has come past the mark since, change nothing of it', async () => {
  await world.stack.kill('bridge-0');
  const started = world.stack.start('bridge-0');
  started.catch(() => undefined);
  await eventually('etcd has come past the mark', async () => {
    const { items } = await world.cluster.list(computeAsset);
    const wind = { metadata: { annotations: { wind: `${Date.now()}` } } };
    await Promise.all(items.map(({ metadata }) => world.cluster.mergePatch(computeAsset, metadata, wind)));
    return isNewer(await world.cluster.revision(computeNode), (await mark()).highest);
  });
  await given(world).node('newcomer');

  await eventually('the new bridge says that it holds', async () => {
    const { status, text } = await bridge().ready();
    if (status === 503 && /^not ready: [^;]*went back in time[^;]*$/.test(text.trim())) return true;
    throw new Error(`it says ${text}`);
  });
}, 120_000);

test('nothing is claimed by a chain that began before', async () => {
  const standard = await world.cluster.get(flavor, { name: 'bm-standard' });
  await world.cluster.create(flavor, { metadata: { name: 'bm-later' }, spec: standard?.spec as never });
  const { handle } = chainOf(world, await pending.read());

  // The Lease went back in time as well: who schedules may first have to let a term of it pass.
  await eventually(
    'its scheduling is refused',
    async () => {
      // Refused itself while the chain is at it.
      await handle.executeUpdate(retryUpdate, { args: [{ by: 'tester', why: 'mended' }] }).catch(() => undefined);
      return /Nothing is claimed: .*went back in time/.test(await chainOf(world, await pending.read()).details());
    },
    90_000,
  );
}, 120_000);

test('all the while nothing was installed, undone or wiped, and no new node was begun', async () => {
  await expectUntouched(world.simulator, picture);
  const newcomer = await world.cluster.get(computeNode, { namespace: 'default', name: 'newcomer' });
  expect(newcomer?.metadata.finalizers ?? []).not.toContain(NODE_FINALIZER);
  expect(await chainOf(world, newcomer as ComputeNode).isOpen()).toBe(false);
  const { items } = await world.cluster.list(assetClaim);
  expect(items.map(({ spec }) => spec.nodeRef.name).sort()).toEqual(['keeper', 'young', 'zombie']);
});

test('a person acknowledges it, with a reason that is kept; then new nodes get what nobody uses', async () => {
  expect((await bedplate(world, 'acknowledge-restore')).exit).toBe(2);
  const told = await bedplate(world, 'acknowledge-restore', '--why', 'etcd lost its disk');
  expect(told).toMatchObject({ exit: 0, output: expect.stringMatching(/is acknowledged/) as string });
  expect(await mark()).toMatchObject({ epoch: 1 });
  expect((await mark()).restored).toBeUndefined();
  const again = await bedplate(world, 'acknowledge-restore', '--why', 'twice');
  expect(again).toMatchObject({ exit: 1, output: expect.stringMatching(/nothing to acknowledge/) as string });

  await eventually('the bridge is ready', async () => (await bridge().ready()).status === 200);
  expect(await bridge().metric('bedplate_bridge_held')).toBe(0);
  const read = async (name: string) => world.cluster.get(computeNode, { namespace: 'default', name });
  const served = await eventually('both are Ready', async () => {
    const both = await Promise.all([read('newcomer'), read('pending')]);
    const isReady = (node: ComputeNode | undefined) =>
      node?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    return both.every(isReady) ? both : undefined;
  });
  const inUse = Object.values(nodes).map(assetOf);
  for (const node of served) expect(inUse).not.toContain(node?.status.assetRef?.name);
  expect(new Set(served.map((node) => node?.status.assetRef?.name)).size).toBe(2);
}, 120_000);

test('a node that was let go before stays let go, and its object says so', async () => {
  const message = await eventually('an event of the zombie', async () => {
    const events = (await world.cluster.raw({ method: 'GET', path: '/api/v1/namespaces/default/events' })) as {
      items: { reason: string; message: string; involvedObject: { uid?: string } }[];
    };
    return events.items.find(
      ({ reason, involvedObject }) => reason === 'Held' && involvedObject.uid === nodes.zombie.metadata.uid,
    )?.message;
  });
  expect(message).toMatch(/default\/zombie .*let go before.*out of a backup/);
  expect(bridge().log()).toContain('default/zombie of uid');
  expect(await chainOf(world, nodes.zombie).isOpen()).toBe(false);
  // Deleting it is no permit for the machine, which is the heir's by now.
  await world.cluster.delete(computeNode, nodes.zombie.metadata);
  const runs = (name: string) => ({ name, power: 'On', installs: expect.any(Number) as number });
  const { machines } = await world.simulator.state();
  const heirs = machines.find(({ name }) => name === assetOf(nodes.heir));
  expect(heirs).toMatchObject(runs(assetOf(nodes.heir)));
  expect(heirs).toEqual(picture.state.machines.find(({ name }) => name === assetOf(nodes.heir)));
});

test('a node that is given a machine in use stops with Conflict before anything is booted', async () => {
  const name = assetOf(nodes.young);
  const before = (await world.simulator.state()).machines.find((machine) => machine.name === name);
  // Somebody takes the claim away by hand.
  await world.cluster.mergePatch(assetClaim, { name }, { metadata: { finalizers: [] } });
  await world.cluster.delete(assetClaim, { name });

  const intruder = await given(world).node('intruder', { assetName: name });
  await intruder.then.condition('Stalled', 'True', /Conflict.*create host/);

  const after = await world.simulator.state();
  expect(after.machines.find((machine) => machine.name === name)).toEqual(before);
  expect(before).toMatchObject({ power: 'On', installs: 1 });
  expect(after.hosts.filter(({ name: fqdn }) => fqdn.startsWith('intruder.'))).toEqual([]);
  expect(after.hosts.filter(({ name: fqdn }) => fqdn.startsWith('young.'))).toHaveLength(1);
});
