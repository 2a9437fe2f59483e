import { RACK_LABEL } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { bridgeOf } from './dsl/bridge.ts';
import { chainOf } from './dsl/chain.ts';
import { etcdOf } from './dsl/etcd.ts';
import { eventually } from './dsl/eventually.ts';
import { type ForeignCluster, startForeignCluster } from './dsl/foreign-cluster.ts';
import { expectUntouched, type Picture, pictureOf } from './dsl/outside.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
let ours: ComputeNode;
let picture: Picture;
const bridge = () => bridgeOf(world);

beforeAll(async () => {
  world = await startWorld({ settings: { bridge: { resyncSeconds: 2 } } });
  ours = await (await given(world).node('ours')).then.isReady();
  picture = await pictureOf(world.simulator);
}, 300_000);
afterAll(() => world.end(), 60_000);

/** What our cluster holds, as its own objects say it. */
async function holdings(): Promise<string[]> {
  const claims = (await world.cluster.list(assetClaim)).items;
  const addresses = (await world.cluster.list(ipAddressKind)).items;
  expect(claims.length).toBeGreaterThan(0);
  expect(addresses.length).toBeGreaterThan(0);
  return [...claims, ...addresses].map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort();
}

describe('a foreign cluster’s bridge on our Temporal, in a cell of the same name', () => {
  let foreign: ForeignCluster;
  beforeAll(async () => {
    foreign = await startForeignCluster(world);
  }, 180_000);
  afterAll(() => foreign.end(), 60_000);

  test('its node, of the same name as ours, is held and says so; nothing of ours moves', async () => {
    const before = await holdings();
    const shown = await world.cluster.get(computeNode, ours.metadata);
    const theirs = await given({ ...world, cluster: foreign.cluster }).node('ours');

    const held = await theirs.then.condition('Stalled', 'True', /Held.*default\/ours/);
    expect(held.metadata.uid).not.toBe(ours.metadata.uid);
    await theirs.when.deleted();
    await chainOf(world, held).isHeld(/nothing is undone/);

    await expectUntouched(world.simulator, picture);
    expect(await holdings()).toEqual(before);
    expect(await world.cluster.get(computeNode, ours.metadata)).toEqual(shown);
    expect(await chainOf(world, ours).held()).toBeUndefined();
    expect(foreign.log()).not.toContain(ours.metadata.uid);
    expect(bridge().log()).not.toContain(held.metadata.uid);
  }, 120_000);
});

test('an emptied etcd is another cluster: everything is held and says so, until the old one is back', async () => {
  const { folder } = await etcdOf(world).empty();

  await eventually('the bridge says that it holds', async () => {
    const { status, text } = await bridge().ready();
    return status === 503 && /is another cluster now/.test(text);
  });
  expect(bridge().log()).toMatch(/"The cluster fails: [^"]*another cluster now[^"]*Nothing is acted on/);
  expect(await bridge().metric('bedplate_bridge_held')).toBe(1);
  expect(await chainOf(world, ours).isOpen()).toBe(true);

  await etcdOf(world).restore({ folder });
  await eventually('the bridge is ready', async () => (await bridge().ready()).status === 200);
  expect(await bridge().metric('bedplate_bridge_held')).toBe(0);
  await expectUntouched(world.simulator, picture);
  expect(await chainOf(world, ours).held()).toBeUndefined();
}, 240_000);

test('a node that vanished from etcd is held: its machine, its claim and its addresses stay, and the Web UI says why', async () => {
  const before = await holdings();
  await world.stack.kill('bridge-0');
  expect(await etcdOf(world).remove('/registry/compute.tess.io/computenodes/')).toBe(1);
  await world.stack.start('bridge-0');

  const chain = chainOf(world, ours);
  expect(await chain.isHeld(/There is no|there is no ComputeNode default\/ours/)).toMatch(/nothing is undone/);
  expect(await chain.details()).toMatch(/\*\*Stalled\*\*[\s\S]*Held: there is no ComputeNode default\/ours/);
  expect(bridge().log()).toMatch(/the workflow of default\/ours was told to look: its object is gone/);
  expect(await holdings()).toEqual(before);
  await expectUntouched(world.simulator, picture);
}, 120_000);

test('a node of the same name that is applied then gets another machine, and stops at the name that is in use', async () => {
  const rack = ours.metadata.labels?.[RACK_LABEL] ?? '';
  const anew = await given(world).node('ours', { nodeSelector: { [RACK_LABEL]: rack } });

  const stopped = await anew.then.condition('Stalled', 'True', /Conflict/);
  expect(stopped.status.assetRef?.name).not.toBe(ours.status.assetRef?.name);
  await expectUntouched(world.simulator, picture);
}, 120_000);
