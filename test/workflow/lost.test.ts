import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, type PlayedNode, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** What the chain itself says of being held: there is no object to show it on. */
async function heldWith(node: PlayedNode, words: RegExp): Promise<void> {
  await eventually(`held with ${words}`, async () => {
    const stalled = condition(await node.progress(), 'Stalled');
    return stalled?.status === 'True' && stalled.reason === 'Held' && words.test(stalled.message);
  });
}

/** etcd knows nothing any more of the node and of what it holds. */
async function forgets({ datacenter: { cluster } }: World, node: PlayedNode): Promise<string[]> {
  cluster.forget(computeNode, node.ref);
  const claims = (await cluster.list(assetClaim)).items.filter(({ spec }) => spec.nodeRef.uid === node.ref.uid);
  const addresses = (await cluster.list(ipAddressKind)).items.filter(({ spec }) => spec.claimRef.uid === node.ref.uid);
  for (const { metadata } of claims) cluster.forget(assetClaim, metadata);
  for (const { metadata } of addresses) cluster.forget(ipAddressKind, metadata);
  return [...claims, ...addresses].map(({ kind, metadata }) => `create ${kind} ${metadata.name}`);
}

test('a Ready node that vanished is held: its machine stays as it is, and what it holds is claimed again', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  const outside = world.datacenter.outsideWrites().length;
  const lost = await forgets(world, node);
  const written = world.datacenter.writes().length;

  await node.look('its object is gone');

  await heldWith(node, /no ComputeNode default\/web-1 of uid .*nothing is undone; claimed again: r1-a01, 10\.1\.1\./);
  expect(world.datacenter.writes().slice(written)).toEqual(lost);
  expect(lost).toHaveLength(3);
  expect(world.datacenter.outsideWrites()).toHaveLength(outside);
  const again = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  expect(again?.spec).toEqual({ ...claim?.spec, why: [expect.stringMatching(/claimed again/)] });
  expect((await node.progress()).phase).toBe('Stalled');
});

test('what another claims by now is left to it, and both are named', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  await forgets(world, node);
  const nodeRef = { namespace: 'default', name: 'other', uid: 'uid-other' };
  await world.datacenter.cluster.create(assetClaim, {
    metadata: { name: 'r1-a01' },
    spec: { ...claim?.spec, nodeRef } as never,
  });

  await node.look('its object is gone');

  await heldWith(node, /could not be claimed again: r1-a01 is claimed by the node of uid uid-other/);
  const kept = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  expect(kept?.spec.nodeRef.uid).toBe('uid-other');
});

test('nothing is claimed in another cluster', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await forgets(world, node);
  world.datacenter.cluster.id = 'another';
  const written = world.datacenter.writes().length;

  await node.look('its object is gone');

  await heldWith(node, /was claimed in another cluster/);
  expect(world.datacenter.writes()).toHaveLength(written);
});

test('a node that vanishes on its way goes no step further, and goes on when it is back', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('foreman.createHost', 'after');
  const node = await world.node();
  await node.isSeen();
  await held.reached;
  const object = await node.object();
  world.datacenter.cluster.forget(computeNode, node.ref);

  await node.look('its object is gone');
  held.letGo();
  await heldWith(node, /nothing is undone; it keeps r1-a01/);
  expect(world.datacenter.machines.boots).toEqual([]);

  await world.datacenter.cluster.create(computeNode, object as never);
  await node.look('its object is back');
  await node.isSeen();
  const ready = await node.isReady();
  expect(condition(ready, 'Stalled')?.status).toBe('False');
  expect(step(ready, 'create-host')?.state).toBe('Done');
  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
});

test('a Ready node that is there after all is Ready as before', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const object = await node.object();
  world.datacenter.cluster.forget(computeNode, node.ref);
  await node.look('its object is gone');
  await heldWith(node, /it keeps r1-a01/);
  const outside = world.datacenter.outsideWrites().length;

  await world.datacenter.cluster.create(computeNode, object as never);
  await node.look('its object is back');

  await eventually('it is not held', async () => {
    const status = await node.progress();
    return condition(status, 'Stalled')?.status === 'False' && status.phase === 'Ready';
  });
  expect(world.datacenter.outsideWrites()).toHaveLength(outside);
});
