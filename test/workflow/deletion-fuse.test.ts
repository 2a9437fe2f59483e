import type { WorkflowHandle } from '@temporalio/client';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { POOL_LABEL } from '../../api/groups.ts';
import { deletionFuseWorkflowId, installerSignal } from '../../workflows/contract.ts';
import { condition, type PlayedNode } from './dsl/played-node.ts';
import { eventually } from './dsl/eventually.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Half of a rack of four may go. */
const HALF = { always: 1 };

/** Of two Ready nodes, the first is gone: of a rack that may lose half of its machines no more may go. */
async function theOneThatIsLeft(world: World): Promise<PlayedNode> {
  const [first, second] = await readyNodes(world, 2);
  if (!first || !second) throw new Error('There are too few nodes');
  await first.isDeleted();
  await first.isGone();
  return second;
}

async function readyNodes(world: World, count: number): Promise<PlayedNode[]> {
  const nodes: PlayedNode[] = [];
  for (let number = 1; number <= count; number += 1) nodes.push(await world.readyNode(`web-${number}`));
  return nodes;
}

function isHeld(node: PlayedNode) {
  return node.shows('held', (status) => condition(status, 'DeletionHeld')?.status === 'True');
}

/** As many events as make a history long: words that nobody waits for. */
async function growHistory(handle: WorkflowHandle, events: number): Promise<void> {
  const word = { installId: 'nobody', event: 'booted', detail: '', at: '2026-01-01T00:00:00Z' } as const;
  for (let sent = 0; sent < events; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => handle.signal(installerSignal, word)));
  }
}

const refusal = (message: string) => ({ cause: { message: expect.stringContaining(message) as string } });

/** What was done to one machine outside, of what was written from `since` on. */
function touched(world: World, since: number, node: string): string[] {
  return world.datacenter
    .outsideWrites()
    .slice(since)
    .filter((line) => line.includes(node));
}

test('beyond the limit a deletion is held with nothing touched, and goes on when somebody confirms it', async () => {
  const world = await stage.play({ assets: 4, deletionFuse: HALF });
  const [first, second, third] = await readyNodes(world, 4);
  if (!first || !second || !third) throw new Error('There are too few nodes');
  for (const node of [first, second]) {
    await node.isDeleted();
    await node.isGone();
  }
  const since = world.datacenter.outsideWrites().length;

  await third.isDeleted();
  const status = await isHeld(third);
  expect(condition(status, 'DeletionHeld')).toMatchObject({
    reason: 'FuseBlown',
    message:
      '2 of 4 machines of rack r1 were given up within 1h, and the limit is 2; the machine runs on untouched ' +
      'until somebody says: bedplate confirm web-3 --why TEXT',
  });
  expect(status.phase).toBe('Deleting');
  await expect(third.retry()).rejects.toMatchObject(refusal('bedplate confirm web-3'));
  await expect(third.confirm({})).rejects.toMatchObject(refusal('Say why'));
  expect(world.datacenter.outsideWrites().slice(since)).toEqual([]);
  expect(world.datacenter.machines.power('r1-a03')).toBe('On');

  await third.confirm({ why: 'the rack moves' });
  await third.isGone();
  const last = third.statuses().at(-1);
  expect(last?.history).toContainEqual(
    expect.objectContaining({
      operation: 'confirm-deletion',
      result: 'Confirmed',
      by: 'alice',
      message: 'the rack moves',
    }),
  );
  expect(world.datacenter.machines.power('r1-a03')).toBe('Off');
  expect(touched(world, since, 'web-3').length + touched(world, since, 'r1-a03').length).toBeGreaterThan(0);
}, 60_000);

test('what was confirmed is not counted: it takes no room from the others, and makes none', async () => {
  const world = await stage.play({ assets: 4, deletionFuse: HALF });
  const nodes = await readyNodes(world, 4);
  for (const node of nodes) await node.isDeleted();
  const held = await eventually('two are held', () => {
    const those = nodes.filter((node) => {
      const newest = node.statuses().at(-1);
      return newest && condition(newest, 'DeletionHeld')?.status === 'True';
    });
    return those.length === 2 && those;
  });

  await held[0]?.confirm({ why: 'meant so' });
  await held[0]?.isGone();
  const newest = await held[1]?.progress();
  expect(newest && condition(newest, 'DeletionHeld')?.status).toBe('True');
}, 60_000);

test('a confirmation is refused where nothing is held', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await expect(node.confirm({ why: 'in advance' })).rejects.toMatchObject(refusal('there is nothing to confirm'));
});

test('a node whose machine was never booted is not asked about', async () => {
  const world = await stage.play({ deletionFuse: { nodes: 0 } });
  const held = world.disturbances.holds('foreman.createHost', 'after');
  const node = await world.node();
  await node.isSeen();
  await held.reached;
  await node.isDeleted();
  held.letGo();
  await node.isGone();
  expect(world.calls).not.toContain('fuse.admit');
});

test('an asset that is claimed anew makes room', async () => {
  const world = await stage.play({ assets: 2, deletionFuse: HALF });
  const [first, second] = await readyNodes(world, 2);
  await first?.isDeleted();
  await first?.isGone();
  await world.readyNode('web-3');
  await second?.isDeleted();
  await second?.isGone();
}, 60_000);

test('a pool is looked at beside the rack', async () => {
  const world = await stage.play({ assets: 4, deletionFuse: HALF });
  const pooled: PlayedNode[] = [];
  for (const name of ['db-1', 'db-2']) {
    const node = await world.node(name);
    await world.datacenter.cluster.mergePatch(computeNode, node.ref, { metadata: { labels: { [POOL_LABEL]: 'db' } } });
    await node.isSeen();
    await node.isReady();
    pooled.push(node);
  }
  const [first, second] = pooled;
  await first?.isDeleted();
  await first?.isGone();
  await second?.isDeleted();
  const status = second && (await isHeld(second));
  expect(status && condition(status, 'DeletionHeld')?.message).toContain('1 of 2 machines of pool db');
}, 60_000);

test('a long history is exchanged while the deletion is held, which it stays', async () => {
  const world = await stage.play({ assets: 2, deletionFuse: HALF });
  const second = await theOneThatIsLeft(world);
  await second.isDeleted();
  await isHeld(second);
  const since = world.datacenter.outsideWrites().length;
  const { runId } = await second.handle.describe();

  await growHistory(second.handle, 3_000);
  await eventually('the exchange', async () => (await second.handle.describe()).runId !== runId);
  await eventually('held still', async () => {
    return condition(await second.progress(), 'DeletionHeld')?.status === 'True';
  });
  expect(world.datacenter.outsideWrites().slice(since)).toEqual([]);

  await second.confirm({ why: 'meant so' });
  await second.isGone();
}, 90_000);

test('the fuse exchanges its own history and forgets nothing', async () => {
  const world = await stage.play({ assets: 2, deletionFuse: HALF });
  const second = await theOneThatIsLeft(world);
  const fuse = world.client.workflow.getHandle(deletionFuseWorkflowId(world.cell));
  const { runId } = await fuse.describe();
  await growHistory(fuse, 2_100);
  await eventually('the exchange', async () => (await fuse.describe()).runId !== runId);

  await second.isDeleted();
  await isHeld(second);
}, 60_000);

test('what was confirmed is looked at again: an apiserver that knows no such node permits nothing', async () => {
  const world = await stage.play({ assets: 2, deletionFuse: HALF });
  const second = await theOneThatIsLeft(world);
  await second.isDeleted();
  await isHeld(second);
  const since = world.datacenter.outsideWrites().length;

  world.datacenter.cluster.forget(computeNode, second.ref);
  await second.confirm({ why: 'meant so' });
  await second.shows('Stalled', (status) => condition(status, 'Stalled')?.reason === 'Held');
  expect(world.datacenter.outsideWrites().slice(since)).toEqual([]);
}, 60_000);
