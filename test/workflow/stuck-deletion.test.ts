import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { condition, type PlayedNode } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function stuckNode(world: World): Promise<PlayedNode> {
  const node = await world.readyNode();
  world.datacenter.machines.killBmc('r1-a01');
  await node.isDeleted();
  await node.shows('stuck', (status) => condition(status, 'CleanupIncomplete')?.status === 'True');
  return node;
}

const refusal = (message: string) => ({ cause: { message: expect.stringContaining(message) as string } });

test('a BMC that is dead keeps asset and addresses; when it answers again the deletion goes on', async () => {
  const world = await stage.play();
  const node = await stuckNode(world);

  const status = await node.progress();
  expect(condition(status, 'CleanupIncomplete')).toMatchObject({
    reason: 'PowerOffUnconfirmed',
    message: expect.stringContaining('The BMC of r1-a01 does not answer') as string,
  });
  expect(await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' })).toBeDefined();
  expect(await world.datacenter.hosts.list()).toHaveLength(1);

  world.datacenter.machines.reviveBmc('r1-a01');
  await node.retry();
  await node.isGone();
  expect(await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' })).toBeUndefined();
});

test('a release needs force, a reason, and something that is stuck; then the asset is Quarantined, and the rest undone', async () => {
  const world = await stage.play();
  const node = await stuckNode(world);

  await expect(node.release({ why: 'dead board' })).rejects.toMatchObject(refusal('say --force'));
  await expect(node.release({ force: true })).rejects.toMatchObject(refusal('Say why'));
  expect(await node.release({ force: true, why: 'dead board, unplugged' })).toContain(
    'The BMC of r1-a01 does not answer',
  );
  await node.isGone();

  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  expect(claim?.spec.hold).toMatchObject({
    phase: 'Quarantined',
    reason: expect.stringContaining(
      'released by alice without proof that it is off and wiped: dead board, unplugged',
    ) as string,
  });
  expect(await world.datacenter.hosts.list()).toEqual([]);
  expect(await world.datacenter.cmdb.list()).toEqual([]);
  expect(await world.datacenter.dns.list()).toEqual([]);
  expect(world.calls).not.toContain('claim.startCleaning');
  const history = node.statuses().at(-1)?.history ?? [];
  expect(history).toContainEqual(
    expect.objectContaining({ operation: 'release power-off', result: 'Forced', by: 'alice' }),
  );
});

test('nothing is released while nothing is stuck', async () => {
  const world = await stage.play();
  const node = await world.readyNode();

  await expect(node.release({ force: true, why: 'in a hurry' })).rejects.toMatchObject(
    refusal('there is nothing to release'),
  );
});

test('a release is of one asset: it does not loosen what is asked of the next one', async () => {
  const world = await stage.play({ assets: 2, installAttempts: 1 });
  const { machines, cluster } = world.datacenter;
  machines.habits('r1-a01', 'fails');
  const held = world.disturbances.holds('foreman.deleteHost', 'before');
  const dead = world.disturbances.holds('dns.withdraw', 'before');
  const node = await world.node();
  await node.isSeen();
  await dead.reached;
  machines.killBmc('r1-a01');
  dead.letGo();
  await node.shows('stuck', (status) => condition(status, 'CleanupIncomplete')?.status === 'True');
  await node.release({ force: true, why: 'board died in the install' });
  await held.reached;
  held.letGo();
  expect((await node.isReady()).assetRef).toEqual({ name: 'r1-a02' });

  await node.isDeleted();
  await node.isGone();

  expect(await cluster.get(assetClaim, { name: 'r1-a02' })).toBeUndefined();
  expect((await cluster.get(assetClaim, { name: 'r1-a01' }))?.spec.hold?.phase).toBe('Suspect');
});
