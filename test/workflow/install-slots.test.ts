import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { createInstallSlots } from '../../workers/install-slots.ts';
import { installerSignal, installSlotsWorkflowId } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { type PlayedNode, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const WAITS = /^r1-a\d+ waits for an install slot of ComputeProvider native: (\d+) of (\d+) are taken/;

/** Machines whose installers are through when they are told so. */
async function slowWorld(options: Parameters<Stage['play']>[0]): Promise<World> {
  const world = await stage.play(options);
  world.datacenter.machines.holdInstalls();
  return world;
}

async function seen(world: World, name: string): Promise<PlayedNode> {
  const node = await world.node(name);
  await node.isSeen();
  return node;
}

function installing(world: World, count: number): Promise<string[]> {
  const { installing: those } = world.datacenter.machines;
  return eventually(`${count} are being installed`, () => those.size === count && [...those]);
}

function waits(node: PlayedNode) {
  return node.shows('waits for a slot', (status) => WAITS.test(step(status, 'install')?.message ?? ''));
}

test('of six nodes never more than two install at once, and all become Ready', async () => {
  const world = await slowWorld({ assets: 6, maxConcurrentInstalls: 2 });
  const { machines } = world.datacenter;
  const nodes: PlayedNode[] = [];
  for (const number of [1, 2, 3, 4, 5, 6]) nodes.push(await seen(world, `web-${number}`));
  await installing(world, 2);
  for (let left = 6; left > 0; left -= 1) {
    const [first = ''] = await installing(world, Math.min(2, left));
    machines.finishInstall(first);
    await eventually(`${first} is through`, () => !machines.installing.has(first));
  }
  for (const node of nodes) await node.isReady();

  expect(machines.mostInstalling).toBe(2);
  expect(machines.boots).toHaveLength(6);
}, 60_000);

test('a waiting node says so; deleted, it goes at once and leaves its place to the next', async () => {
  const world = await slowWorld({ assets: 3, maxConcurrentInstalls: 1 });
  const { machines } = world.datacenter;
  const first = await seen(world, 'web-1');
  const [asset = ''] = await installing(world, 1);
  const second = await seen(world, 'web-2');
  const status = await waits(second);
  expect(step(status, 'install')).toMatchObject({
    state: 'Retrying',
    message: expect.stringMatching(/1 of 1 are taken, and it is the next; next attempt in 1 min$/) as string,
  });
  const third = await seen(world, 'web-3');
  await third.shows('waits as the second', (shown) => / 1 wait before it/.test(step(shown, 'install')?.message ?? ''));

  const writes = machines.log.changes.length;
  await second.isDeleted();
  await second.isGone();
  expect(machines.log.changes.slice(writes)).toEqual([]);
  machines.finishInstall(asset);
  const [next = ''] = await eventually('the third is installed', () => {
    const now = [...machines.installing];
    return now.length === 1 && now[0] !== asset && now;
  });
  machines.finishInstall(next);
  await third.isReady();
  await first.isReady();
  expect(machines.boots).toHaveLength(2);
  expect(machines.mostInstalling).toBe(1);
}, 60_000);

test('an install that fails, and one that is deleted, make room before they are done with', async () => {
  const world = await slowWorld({ assets: 2, maxConcurrentInstalls: 1, installAttempts: 2 });
  const { machines } = world.datacenter;
  machines.habits('r1-a01', 'fails', 'installs');
  const first = await seen(world, 'web-1');
  await installing(world, 1);
  const second = await seen(world, 'web-2');
  await waits(second);

  machines.finishInstall('r1-a01');
  await eventually('it is the other’s turn', () => machines.installing.has('r1-a02'));
  await waits(first);
  const wiping = world.disturbances.holds('foreman.createHost', 'before');
  await second.isDeleted();
  await wiping.reached;
  await eventually('it is the first one’s turn again', () => machines.installing.has('r1-a01'));
  wiping.letGo();
  machines.finishInstall('r1-a01');
  await first.isReady();
  await second.isGone();
}, 60_000);

test('a holder that is never heard of again keeps nobody waiting for ever', async () => {
  const world = await slowWorld({ maxConcurrentInstalls: 1 });
  const slots = createInstallSlots(world.client, world.cell);
  const ref = { namespace: 'default', name: 'lost', uid: 'lost' };
  const wish = { node: ref, installId: 'lost', limit: 1, needMs: 0 };
  // Long enough for the node to come to it on a machine that has much else to do.
  expect(await slots.take('native', { ...wish, ttlMs: 10_000 })).toEqual({ kind: 'taken' });
  const node = await seen(world, 'web-1');
  await waits(node);

  const [asset = ''] = await installing(world, 1);
  world.datacenter.machines.finishInstall(asset);
  await node.isReady();
}, 60_000);

test('a turn is not kept for a chain that is no more', async () => {
  const world = await slowWorld({ assets: 3, maxConcurrentInstalls: 1 });
  const { machines } = world.datacenter;
  await seen(world, 'web-1');
  const [asset = ''] = await installing(world, 1);
  const second = await seen(world, 'web-2');
  await waits(second);
  const third = await seen(world, 'web-3');
  await waits(third);
  await second.terminate();

  machines.finishInstall(asset);
  await eventually('the third is installed', () => [...machines.installing].some((name) => name !== asset));
  const [next = ''] = machines.installing;
  machines.finishInstall(next);
  await third.isReady();
}, 60_000);

test('the provider’s limit of now counts: raised, it lets those go on who wait', async () => {
  const world = await slowWorld({ assets: 3, maxConcurrentInstalls: 1 });
  const { machines, cluster } = world.datacenter;
  await seen(world, 'web-1');
  await installing(world, 1);
  const second = await seen(world, 'web-2');
  await waits(second);

  await cluster.mergePatch(computeProvider, { name: 'native' }, { spec: { native: { maxConcurrentInstalls: 2 } } });
  const third = await seen(world, 'web-3');
  const both = await installing(world, 2);
  await waits(third);
  for (const name of both) machines.finishInstall(name);
  await second.isReady();
  machines.finishInstall((await installing(world, 1))[0] ?? '');
  await third.isReady();
}, 60_000);

test('the slots exchange their own history and forget nobody', async () => {
  const world = await slowWorld({ assets: 2, maxConcurrentInstalls: 1 });
  const { machines } = world.datacenter;
  await seen(world, 'web-1');
  const [asset = ''] = await installing(world, 1);
  const second = await seen(world, 'web-2');
  await waits(second);
  const slots = world.client.workflow.getHandle(installSlotsWorkflowId(world.cell, 'native'));
  const { runId } = await slots.describe();
  const word = { installId: 'nobody', event: 'booted', detail: '', at: '2026-01-01T00:00:00Z' } as const;
  for (let sent = 0; sent < 2_100; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => slots.signal(installerSignal, word)));
  }
  await eventually('the exchange', async () => (await slots.describe()).runId !== runId);
  expect(machines.installing.size).toBe(1);

  machines.finishInstall(asset);
  await eventually('the second is installed', () => [...machines.installing].some((name) => name !== asset));
  machines.finishInstall([...machines.installing][0] ?? '');
  await second.isReady();
}, 60_000);
