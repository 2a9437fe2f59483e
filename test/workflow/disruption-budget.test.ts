import { computeNode } from '../../api/kinds/compute-node.ts';
import { DISRUPTION_ANNOTATION, RACK_LABEL } from '../../api/groups.ts';
import { installerSignal } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, type PlayedNode } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const FIRST_WIPE = 'bmc.powerOff';

async function readyNodes(world: World, count: number): Promise<PlayedNode[]> {
  const nodes: PlayedNode[] = [];
  for (let number = 1; number <= count; number += 1) nodes.push(await world.readyNode(`web-${number}`));
  return nodes;
}

function isHeld(node: PlayedNode) {
  return node.shows('held', (status) => condition(status, 'DisruptionHeld')?.status === 'True');
}

/** Two Ready nodes and a budget of one; the first is being taken down, and does not come to its end. */
async function oneGoes(world: World, budget: Parameters<World['budget']>[1] = { maxUnavailable: 1 }) {
  const [first, second] = await readyNodes(world, 2);
  if (!first || !second) throw new Error('There are too few nodes');
  const played = await world.budget('web', budget);
  await played.isSeen();
  const down = world.disturbances.holds(FIRST_WIPE, 'before');
  await first.isDeleted();
  await down.reached;
  return { first, second, budget: played, letGo: down.letGo };
}

const refusal = (message: string) => ({ cause: { message: expect.stringContaining(message) as string } });

test('without a budget a deletion asks nobody; one of another selector, or for other operations, is not asked', async () => {
  const world = await stage.play({ assets: 1 });
  await world.budget('dbs', { selector: { role: 'db' }, maxUnavailable: 0 });
  await world.budget('reboots', { operations: ['Reboot'], maxUnavailable: 0 });
  const [node] = await readyNodes(world, 1);
  await node?.isDeleted();
  await node?.isGone();
  expect(world.calls.filter((name) => name.startsWith('budget.'))).toEqual([]);
}, 60_000);

test('beyond the budget a deletion waits with nothing touched, says why, and goes on when the other one is done', async () => {
  const world = await stage.play({ assets: 2 });
  const { first, second, budget, letGo } = await oneGoes(world, { perTopology: RACK_LABEL, maxUnavailable: 1 });
  const since = world.datacenter.outsideWrites().length;

  await second.isDeleted();
  const status = await isHeld(second);
  expect(condition(status, 'DisruptionHeld')).toMatchObject({
    reason: 'BudgetExhausted',
    message:
      'ComputeNodeDisruptionBudget web lets 1 of the 2 nodes of rack r1 be unavailable: web-1 (Delete) is being worked ' +
      'on; it goes on by itself when one of them is done. To go on against the budget: ' +
      'bedplate confirm web-2 --budget --why TEXT',
  });
  expect(condition(status, 'Ready')?.status).toBe('True');
  const shown = await budget.shows('one waits', ({ waiting }) => waiting === 1);
  expect(shown).toMatchObject({
    allowed: 0,
    held: 1,
    nodes: { total: 2 },
    holders: [{ node: 'web-1', operation: 'Delete', holder: first.handle.workflowId }],
    domains: [{ name: 'r1', total: 2, limit: 1, unavailable: 1, waiting: 1 }],
  });
  expect(world.datacenter.outsideWrites().slice(since)).toEqual([]);
  expect(world.datacenter.machines.power('r1-a02')).toBe('On');

  letGo();
  await first.isGone();
  await second.isGone();
  await budget.shows('nobody holds or waits', ({ held, waiting }) => held === 0 && waiting === 0);
}, 60_000);

test('a person may overrule the budget, with a flag of its own and for the record', async () => {
  const world = await stage.play({ assets: 2 });
  const { first, second, letGo } = await oneGoes(world);
  await expect(second.confirm({ why: 'x', budget: true })).rejects.toMatchObject(refusal('nothing to overrule'));
  await second.isDeleted();
  await isHeld(second);

  await expect(second.confirm({ why: 'it burns' })).rejects.toMatchObject(refusal('--budget --why'));
  await expect(second.confirm({ budget: true })).rejects.toMatchObject(refusal('Say why'));
  expect(await second.confirm({ why: 'it burns', budget: true })).toContain('goes on against its disruption budget');
  await second.isGone();
  expect(second.statuses().at(-1)?.history).toContainEqual(
    expect.objectContaining({ operation: 'overrule-budget', result: 'Overruled', by: 'alice', message: 'it burns' }),
  );
  const before = second.statuses().find((shown) => condition(shown, 'DisruptionHeld')?.reason === 'BudgetOverruled');
  expect(before && condition(before, 'DisruptionHeld')?.message).toBe('overruled by alice: it burns');
  letGo();
  await first.isGone();
}, 60_000);

test('a node that is unavailable anyway counts; it may go itself', async () => {
  const world = await stage.play({ assets: 2 });
  const [first, second] = await readyNodes(world, 2);
  const third = await world.node('web-3');
  await third.isSeen();
  await (await world.budget('web', { maxUnavailable: 1 })).isSeen();

  await second?.isDeleted();
  const status = second && (await isHeld(second));
  expect(status && condition(status, 'DisruptionHeld')?.message).toContain(
    'lets 1 of the 3 nodes that it selects be unavailable: 1 is not Ready anyway; it goes on by itself when enough of them',
  );
  await third.isDeleted();
  await third.isGone();
  await second?.isGone();
  await first?.isDeleted();
  await first?.isGone();
}, 60_000);

test('an edited budget lets those go on for whom there is room now; one that is deleted holds nobody', async () => {
  const world = await stage.play({ assets: 3 });
  const { second, budget, letGo } = await oneGoes(world);
  const third = await world.readyNode('web-3');
  await second.isDeleted();
  await isHeld(second);
  await budget.isEdited({ maxUnavailable: 2 });
  await second.isGone();

  await budget.isEdited({ maxUnavailable: 1 });
  await third.isDeleted();
  await isHeld(third);
  await budget.isDeleted();
  await third.isGone();
  await budget.handle.result();
  letGo();
}, 60_000);

test('a pool’s rollout asks as one', async () => {
  const world = await stage.play({ assets: 1 });
  const [node] = await readyNodes(world, 1);
  const budget = await world.budget('rollouts', { operations: ['Rollout'], maxUnavailable: 0 });
  const metadata = { annotations: { [DISRUPTION_ANNOTATION]: 'Rollout' } };
  if (!node) throw new Error('There is no node');
  await world.datacenter.cluster.mergePatch(computeNode, node.ref, { metadata });
  await node.isDeleted();
  await isHeld(node);
  await budget.isEdited({ maxUnavailable: '100%' });
  await node.isGone();
}, 60_000);

test('of two budgets both give leave, or neither keeps it for one that the other holds', async () => {
  const world = await stage.play({ assets: 2 });
  const [first, second] = await readyNodes(world, 2);
  const some = await world.budget('a-some', { maxUnavailable: 1 });
  const none = await world.budget('b-none', { maxUnavailable: 0 });
  await first?.isDeleted();
  const status = first && (await isHeld(first));
  expect(status && condition(status, 'DisruptionHeld')?.message).toContain('ComputeNodeDisruptionBudget b-none lets 0');
  await some.shows('the first keeps nothing', ({ held, allowed }) => held === 0 && allowed === 1);

  await none.isEdited({ maxUnavailable: 1 });
  await first?.isGone();
  await second?.isDeleted();
  await second?.isGone();
}, 60_000);

test('a holder that is no more keeps nobody waiting', async () => {
  const world = await stage.play({ assets: 2 });
  const { first, second, budget, letGo } = await oneGoes(world);
  await second.isDeleted();
  await isHeld(second);
  expect(await world.budgets.needs(first.handle.workflowId, first.ref.uid)).toBe(true);
  expect(await world.budgets.needs(second.handle.workflowId, second.ref.uid)).toBe(true);
  expect(await world.budgets.needs(second.handle.workflowId, first.ref.uid)).toBe(false);
  expect(await world.budgets.needs('computenode/default/nobody/uid', 'uid')).toBe(false);
  await first.terminate();
  expect(await world.budgets.needs(first.handle.workflowId, first.ref.uid)).toBe(false);
  letGo();
  // Its leave ends; that its machine is not up again is seen for itself.
  world.datacenter.cluster.forget(computeNode, first.ref);
  await budget.isSeen();
  await second.isGone();
}, 60_000);

test('a budget exchanges its own history, and forgets neither who has leave nor who waits', async () => {
  const world = await stage.play({ assets: 2 });
  const { first, second, budget, letGo } = await oneGoes(world);
  await second.isDeleted();
  await isHeld(second);
  const { runId } = await budget.handle.describe();
  const word = { installId: 'nobody', event: 'booted', detail: '', at: '2026-01-01T00:00:00Z' } as const;
  for (let sent = 0; sent < 2_100; sent += 100) {
    await Promise.all(Array.from({ length: 100 }, () => budget.handle.signal(installerSignal, word)));
  }
  await eventually('the exchange', async () => (await budget.handle.describe()).runId !== runId);
  await budget.isSeen();
  await budget.shows('it waits still', ({ held, waiting }) => held === 1 && waiting === 1);
  letGo();
  await first.isGone();
  await second.isGone();
}, 90_000);

test('a retry asks the budget now', async () => {
  const world = await stage.play({ assets: 2 });
  const { first, second, letGo } = await oneGoes(world);
  await second.isDeleted();
  await isHeld(second);
  const asked = world.calls.filter((name) => name === 'budget.ask').length;
  expect(await second.retry()).toContain('leave of a disruption budget');
  await eventually('it asks again', () => world.calls.filter((name) => name === 'budget.ask').length > asked);
  await isHeld(second);
  letGo();
  await first.isGone();
  await second.isGone();
}, 60_000);
