import { Failure } from '../../activities/failure.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, step } from './dsl/played-node.ts';
import { applyOperation } from './dsl/played-operation.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ASSET = 'r1-a01';

/** What the BMCs were ordered since, a line each. */
function ordersOf({ datacenter }: World) {
  const before = datacenter.machines.log.changes.length;
  return () => datacenter.machines.log.changes.slice(before);
}

test('a reboot resets the machine once, and is Done when it answers', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const orders = ordersOf(world);
  const operation = await applyOperation(world, 'Reboot', ['web-1']);
  const status = await operation.isComplete();

  expect(orders()).toEqual([expect.stringMatching(/^restart .* forced$/)]);
  expect(status.nodes).toMatchObject([{ name: 'web-1', state: 'Done' }]);
  const shown = await node.isReady();
  expect(shown.history?.at(-1)).toMatchObject({ operation: 'Reboot', result: 'Done', by: 'alice', message: 'kernel' });
  expect(shown.steps?.filter(({ name }) => ['drain', 'restart', 'come-back'].includes(name))).toHaveLength(3);
}, 30_000);

test('an answer that is lost after the reset is no second reset', async () => {
  const world = await stage.play();
  await world.readyNode();
  const orders = ordersOf(world);
  const lost = world.disturbances.fails('bmc.restart', new Failure('Unavailable', 'the worker died'), 'after');
  const operation = await applyOperation(world, 'Reboot', ['web-1']);
  await eventually('two attempts', () => world.calls.filter((name) => name === 'bmc.restart').length >= 2);
  lost.heal();
  await operation.isComplete();

  expect(orders()).toEqual([expect.stringMatching(/forced$/)]);
}, 30_000);

test('where the BMC tells nothing of resets, the machine goes off and on, once each', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  world.datacenter.machines.is(ASSET, { tellsNoResets: true });
  const orders = ordersOf(world);
  const lost = world.disturbances.fails('bmc.shutDown', new Failure('Unavailable', 'the worker died'), 'after');
  const operation = await applyOperation(world, 'Restart', ['web-1']);
  await eventually('two attempts', () => world.calls.filter((name) => name === 'bmc.shutDown').length >= 2);
  lost.heal();
  await operation.isComplete();

  expect(orders()).toEqual([expect.stringMatching(/^power off/), expect.stringMatching(/^power on/)]);
  await node.isReady();
}, 30_000);

test('a system that does not follow fails a restart, and is forced where that is wanted', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  world.datacenter.machines.is(ASSET, { deaf: true });
  const orders = ordersOf(world);
  const gentle = await applyOperation(world, 'Restart', ['web-1'], { timeout: '1s' });
  const failed = await gentle.hasFailed();
  expect(failed.nodes?.[0]).toMatchObject({
    state: 'Failed',
    message: expect.stringMatching(/shows no reset after 1 s/),
  });
  expect(orders()).toEqual([]);
  const shown = await node.shows('not ready', (status) => condition(status, 'Ready')?.reason === 'OperationFailed');
  expect(shown.phase).toBe('Stalled');

  const forced = await applyOperation(world, 'Restart', ['web-1'], { timeout: '1s', force: true });
  await forced.isComplete();
  expect(orders()).toEqual([expect.stringMatching(/forced$/)]);
  expect((await node.isReady()).phase).toBe('Ready');
}, 40_000);

test('a node that was powered off says by whom and why, until it is powered on', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await (await applyOperation(world, 'PowerOff', ['web-1'])).isComplete();
  expect(world.datacenter.machines.power(ASSET)).toBe('Off');
  const off = await node.shows('off', ({ phase }) => phase === 'PoweredOff');
  expect(condition(off, 'Ready')).toMatchObject({
    status: 'False',
    reason: 'PoweredOff',
    message: 'powered off by alice: kernel',
  });

  const refused = await (await applyOperation(world, 'Restart', ['web-1'])).hasFailed();
  expect(refused.nodes?.[0]?.message).toMatch(/r1-a01 is off and can't be restarted: power it on/);
  await (await applyOperation(world, 'PowerOn', ['web-1'])).isComplete();
  expect(world.datacenter.machines.power(ASSET)).toBe('On');
  await node.isReady();
}, 40_000);

test('a reinstall keeps machine and addresses, takes a new permit, and installs once', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const before = await node.progress();
  const claim = () => world.datacenter.cluster.get(assetClaim, { name: ASSET });
  const held = await claim();
  const boots = world.datacenter.machines.boots.length;
  await world.datacenter.cluster.mergePatch(osImage, { name: 'rhel9' }, { spec: { version: '10' } });
  await eventually('the edit is seen', () => world.datacenter.fleet.view.osImage('rhel9')?.spec.version === '10');
  await (await applyOperation(world, 'Reinstall', ['web-1'])).isComplete();

  const after = await node.isReady();
  const now = await claim();
  expect(after.addresses).toEqual(before.addresses);
  expect(now?.metadata.uid).toBe(held?.metadata.uid);
  expect(now?.spec.installId).not.toBe(held?.spec.installId);
  expect(now?.spec).toMatchObject({
    booted: true,
    attempt: 1,
    reinstalls: 1,
    plan: { inputs: { osImage: { version: '10' } } },
  });
  expect(world.datacenter.machines.boots.slice(boots)).toEqual([`${ASSET} install`]);
  expect(after.history?.map(({ operation, result }) => `${operation} ${result}`)).toEqual([
    'provision Ready',
    'provision Ready',
    'Reinstall Done',
  ]);
}, 60_000);

test('a reinstall whose installs fail keeps its machine, and a person is asked', async () => {
  const world = await stage.play({ assets: 2, installAttempts: 2 });
  const node = await world.readyNode();
  world.datacenter.machines.habits(ASSET, 'fails', 'fails');
  const operation = await applyOperation(world, 'Reinstall', ['web-1']);

  const status = await node.isStalled();

  expect(condition(status, 'Stalled')).toMatchObject({
    reason: 'InstallFailed',
    message: expect.stringMatching(/^2 installs of r1-a01 failed, .* keeps its machine: .* bedplate retry/) as string,
  });
  expect(status.assetRef).toEqual({ name: ASSET });
  await node.retry();
  await operation.isComplete();
  expect((await node.isReady()).assetRef).toEqual({ name: ASSET });
}, 60_000);

test('an operation waits for the disruption budget with nothing touched, and goes on when there is room', async () => {
  const world = await stage.play({ assets: 2 });
  await Promise.all([world.readyNode('web-1'), world.readyNode('web-2')]);
  const budget = await world.budget('web', { maxUnavailable: 0 });
  await budget.isSeen();
  const orders = ordersOf(world);

  const operation = await applyOperation(world, 'Reboot', ['web-1']);
  await operation.stands('web-1', 'WaitingForBudget', /Budget web lets 0 of the 2 nodes/);
  expect(orders()).toEqual([]);

  await budget.isEdited({ maxUnavailable: 1 });
  await operation.isComplete();
  expect(orders()).not.toEqual([]);
}, 60_000);

test('an operation waits for a provisioning, and for one that came before it', async () => {
  const world = await stage.play();
  world.datacenter.machines.holdInstalls();
  const node = await world.node();
  await node.isSeen();
  const off = await applyOperation(world, 'PowerOff', ['web-1']);
  await off.stands('web-1', 'Pending', /the node is being provisioned/);
  const on = await applyOperation(world, 'PowerOn', ['web-1']);
  await on.stands('web-1', 'Pending', /the node is being provisioned/);
  await eventually('the installer runs', () => world.datacenter.machines.installing.has(ASSET));
  world.datacenter.machines.finishInstall(ASSET);
  await Promise.all([off.isComplete(), on.isComplete()]);

  expect(world.datacenter.machines.power(ASSET)).toBe('On');
  expect((await node.isReady()).history?.map(({ operation }) => operation)).toEqual([
    'provision',
    'PowerOff',
    'PowerOn',
  ]);
}, 40_000);

test('of two nodes one at a time is operated on, and after a failure no other is begun', async () => {
  const world = await stage.play({ assets: 3 });
  for (const name of ['web-1', 'web-2', 'web-3']) await world.readyNode(name);
  const hold = world.disturbances.holds('bmc.restart', 'before');
  const fails = world.disturbances.fails('bmc.restart', new Failure('AuthRejected', 'The BMC refuses our password'));
  const operation = await applyOperation(world, 'Reboot', ['web-1', 'web-2', 'web-3']);
  await hold.reached;
  await operation.stands('web-1', 'Running');
  expect(operation.turn('web-2')?.state).toBe('Pending');
  hold.letGo();
  const status = await operation.hasFailed();
  fails.heal();

  expect(status.nodes).toMatchObject([
    { state: 'Failed', message: 'restart: The BMC refuses our password' },
    { state: 'Canceled', message: 'not begun: web-1 failed' },
    { state: 'Canceled' },
  ]);
}, 40_000);

test('a name without a node is said before anything is begun', async () => {
  const world = await stage.play();
  await world.readyNode();
  const orders = ordersOf(world);
  const operation = await applyOperation(world, 'Reboot', ['web-1', 'wbe-2']);
  const { nodes, conditions } = await operation.hasFailed();

  expect(nodes).toMatchObject([
    { name: 'web-1', state: 'Canceled' },
    { name: 'wbe-2', state: 'Failed', message: 'there is no ComputeNode wbe-2 in namespace default' },
  ]);
  expect(conditions?.find(({ type }) => type === 'Failed')?.message).toMatch(/web-1: not begun: wbe-2 failed|wbe-2/);
  expect(orders()).toEqual([]);
}, 30_000);

test('called off while it drains, it touches nothing, and the node is as ready as before', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const orders = ordersOf(world);
  const drain = [{ name: 'wait', command: { argv: ['/bin/sleep', '60'] }, timeout: '5m' }];
  const operation = await applyOperation(world, 'Reboot', ['web-1'], { drain, timeout: '5m' });
  await operation.stands('web-1', 'Draining');
  await node.shows('draining', (status) => step(status, 'drain')?.state === 'Running');
  expect(await operation.cancel('not today')).toMatch(/web-1 had begun/);
  const status = await operation.hasFailed();

  expect(status.nodes?.[0]).toMatchObject({ state: 'Canceled', message: 'called off by alice: not today' });
  expect(orders()).toEqual([]);
  expect(condition(await node.isReady(), 'Ready')).toMatchObject({ status: 'True' });
  await operation.isDeleted();
  await operation.isGone();
}, 40_000);

test('called off after the machine went off, it comes on again', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  world.datacenter.machines.is(ASSET, { tellsNoResets: true });
  const hold = world.disturbances.holds('bmc.switchOn', 'before');
  const operation = await applyOperation(world, 'Reboot', ['web-1']);
  await hold.reached;
  await operation.isDeleted();
  hold.letGo();
  await operation.stands('web-1', 'Done');
  await operation.isGone();

  await node.isReady();
  expect(world.datacenter.machines.power(ASSET)).toBe('On');
}, 60_000);

test('a deletion wins: the operation is broken off and said so', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const drain = [{ name: 'wait', command: { argv: ['/bin/sleep', '60'] }, timeout: '5m' }];
  const running = await applyOperation(world, 'Reboot', ['web-1'], { drain, timeout: '5m' });
  await running.stands('web-1', 'Draining');
  const waiting = await applyOperation(world, 'PowerOff', ['web-1']);
  await waiting.stands('web-1', 'Pending', /Reboot .* goes first/);
  await node.isDeleted();
  await node.isGone();

  await running.stands('web-1', 'Canceled', /broken off: the node is being deleted/);
  await waiting.stands('web-1', 'Canceled', /not begun: the node is being deleted/);
}, 40_000);

test('a deletion waits for the drain hooks of the node, and says which', async () => {
  const world = await stage.play();
  const drain = [{ name: 'never', command: { argv: ['/bin/false'] }, timeout: '5s' }];
  const node = await world.readyNode('web-1', { drain });
  await node.isDeleted();
  const status = await node.shows('held up', (shown) => condition(shown, 'CleanupIncomplete')?.status === 'True');
  expect(condition(status, 'CleanupIncomplete')?.message).toMatch(/drain: \/bin\/false ended with 1.*spec\.drain/);
  expect(world.datacenter.machines.power(ASSET)).toBe('On');
  await node.isEdited({ drain: [] });
  await node.isGone();
}, 40_000);

test('a paused node is not operated on before somebody resumes it', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await node.pause('switch swap');
  const operation = await applyOperation(world, 'Reboot', ['web-1']);
  await operation.stands('web-1', 'Pending', /paused by alice: switch swap/);
  await node.resume('swapped');
  await operation.isComplete();
}, 30_000);
