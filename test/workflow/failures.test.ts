import type { WorkflowHandle } from '@temporalio/client';
import { Failure } from '../../activities/failure.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { INSTALLER_LOG } from './dsl/machines.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const down = (what: string) => new Failure('Unavailable', `${what} does not answer`);

test('a passing fault is shown with its words and the next attempt; a retry cuts the wait short', async () => {
  const world = await stage.play();
  const fault = world.disturbances.fails('foreman.createHost', down('Foreman'));
  const node = await world.node();

  await node.isSeen();
  const status = await node.shows('Retrying', (shown) => step(shown, 'create-host')?.state === 'Retrying');
  expect(step(status, 'create-host')).toMatchObject({
    attempts: 1,
    message: 'Foreman does not answer; next attempt in 2 s',
  });
  expect(condition(status, 'Ready')).toMatchObject({
    reason: 'Unavailable',
    message: 'create host: Foreman does not answer',
  });
  expect(condition(status, 'Stalled')?.status).not.toBe('True');

  const { runId } = await node.handle.describe();
  fault.heal();
  expect(await node.retry()).toBe('create host: Foreman does not answer');
  const ready = await node.isReady();

  expect(ready.history).toContainEqual(expect.objectContaining({ operation: 'retry', by: 'alice', message: 'mended' }));
  expect(await cancelledTimers(world.client.workflow.getHandle(node.handle.workflowId, runId))).toContain(2);
});

test('what somebody must mend stops the node at once, says so, and heals when that object changes', async () => {
  const world = await stage.play();
  const waitsFor = [{ kind: 'Secret', name: 'bedplate-system/foreman' }];
  const fault = world.disturbances.fails(
    'foreman.createHost',
    new Failure('AuthRejected', 'Foreman refuses the password of Secret bedplate-system/foreman', { waitsFor }),
  );
  const node = await world.node();

  await node.isSeen();
  const status = await node.isStalled();
  expect(condition(status, 'Stalled')).toMatchObject({
    reason: 'AuthRejected',
    message: expect.stringContaining('refuses the password') as string,
  });
  expect(condition(status, 'Reconciling')?.status).toBe('False');
  expect(status).toMatchObject({ phase: 'Stalled', waitsFor });
  expect(world.calls.filter((name) => name === 'foreman.createHost')).toHaveLength(1);
  expect((await node.handle.describe()).searchAttributes).toMatchObject({ BedplatePhase: ['Stalled'] });

  fault.heal();
  await node.wake('Secret bedplate-system/foreman changed');
  const ready = await node.isReady();

  expect(condition(ready, 'Stalled')?.status).toBe('False');
  expect(ready.waitsFor).toEqual([]);
});

test('what changes while an attempt runs is not missed: the next one follows at once', async () => {
  const world = await stage.play();
  const fault = world.disturbances.fails('foreman.createHost', new Failure('AuthRejected', 'Foreman refuses us'));
  const held = world.disturbances.holds('foreman.createHost', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  fault.heal();
  await node.wake('Secret bedplate-system/foreman changed');
  held.letGo();

  await node.isReady();
  expect(world.calls.filter((name) => name === 'foreman.createHost')).toHaveLength(2);
});

test('an edit of a stalled node is taken notice of, and tried', async () => {
  const world = await stage.play();
  world.disturbances.fails('foreman.createHost', new Failure('InvalidInput', 'no such organization'));
  const node = await world.node();
  await node.isSeen();
  await node.isStalled();

  await node.isEdited({ sshKeys: [] });

  await node.shows(
    'the new generation, stalled',
    (status) => status.observedGeneration === 2 && condition(status, 'Stalled')?.status === 'True',
  );
  expect(world.calls.filter((name) => name === 'foreman.createHost')).toHaveLength(2);
});

test('a retry is refused while nothing waits for one', async () => {
  const world = await stage.play();
  const node = await world.readyNode();

  await expect(node.retry()).rejects.toMatchObject({ cause: { message: 'Nothing waits for a retry on this node.' } });
});

test('installs that fail N times make the asset Suspect, and another one is taken', async () => {
  const world = await stage.play({ assets: 2, installAttempts: 2 });
  world.datacenter.machines.habits('r1-a01', 'fails', 'fails');
  const node = await world.node();

  await node.isSeen();
  const status = await node.isReady();

  expect(status.assetRef).toEqual({ name: 'r1-a02' });
  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install', 'r1-a01 install', 'r1-a02 install']);
  const [suspect, taken] = await Promise.all(
    ['r1-a01', 'r1-a02'].map((name) => world.datacenter.cluster.get(assetClaim, { name })),
  );
  expect(suspect?.spec).toMatchObject({ attempt: 2, hold: { phase: 'Suspect' } });
  expect(suspect?.spec.hold?.reason).toContain(INSTALLER_LOG.split('\n')[1]);
  expect(taken?.spec).toMatchObject({ attempt: 1, booted: true });
  expect(world.datacenter.machines.power('r1-a01')).toBe('Off');
  expect((await world.datacenter.hosts.list()).map(({ fqdn, owner }) => [fqdn, owner?.installId])).toEqual([
    ['web-1.r1.fleet.example', taken?.spec.installId],
  ]);
});

test('after three Suspect assets a person is asked, by their names; a retry goes on', async () => {
  const world = await stage.play({ assets: 4, installAttempts: 1 });
  const { machines, cluster } = world.datacenter;
  for (const name of ['r1-a01', 'r1-a02', 'r1-a03']) machines.habits(name, 'fails');
  const node = await world.node();

  await node.isSeen();
  const status = await node.isStalled();

  expect(condition(status, 'Stalled')).toMatchObject({
    reason: 'InstallFailed',
    message: expect.stringMatching(/^r1-a01, r1-a02, r1-a03 failed .* no space left on sda.* bedplate retry/) as string,
  });
  expect(machines.boots).toHaveLength(3);
  expect(await node.retry()).toMatch(/a person/);
  expect((await node.isReady()).assetRef).toEqual({ name: 'r1-a04' });
  const held = (await cluster.list(assetClaim)).items.filter(({ spec }) => spec.hold?.phase === 'Suspect');
  expect(held.map(({ metadata }) => metadata.name)).toEqual(['r1-a01', 'r1-a02', 'r1-a03']);
});

test('an installer that is never heard of is started over with a new permit', async () => {
  const world = await stage.play({ timeouts: { install: '1s' } });
  world.datacenter.machines.habits('r1-a01', 'stays silent');
  const node = await world.node();

  await node.isSeen();
  await node.isReady();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install', 'r1-a01 install']);
  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  expect(claim?.spec).toMatchObject({ attempt: 2, booted: true });
});

test('no power comes on while the permit can’t be used up', async () => {
  const world = await stage.play();
  const fault = world.disturbances.fails('claim.markBooted', down('The apiserver'));
  const node = await world.node();
  await node.isSeen();

  await node.shows('Retrying', (status) => step(status, 'install')?.state === 'Retrying');
  expect(world.calls.filter((name) => name === 'bmc.bootFromNetwork')).toHaveLength(1);
  expect(world.calls.filter((name) => name === 'bmc.powerOn')).toEqual([]);
  fault.heal();
  await node.retry();
  await node.isReady();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
});

test.each([
  ['powering on fails after the permit was used up', 'bmc.powerOn', 'before'],
  ['the answer of the used-up permit is lost', 'claim.markBooted', 'after'],
  ['the answer of build mode is lost', 'foreman.setBuild', 'after'],
] as const)('%s: the install goes on, and boots the machine once', async (_what, activity, when) => {
  const world = await stage.play();
  const fault = world.disturbances.fails(activity, down(activity), when);
  const node = await world.node();

  await node.isSeen();
  await node.shows('Retrying', (status) => step(status, 'install')?.state === 'Retrying');
  fault.heal();
  await node.retry();
  await node.isReady();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
});

test('ending build mode fails after the install: that alone is tried again', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('bmc.powerOn', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;
  const fault = world.disturbances.fails('foreman.setBuild', down('Foreman'));

  held.letGo();
  await node.shows('Retrying', (status) => step(status, 'install')?.state === 'Retrying');
  fault.heal();
  await node.retry();
  await node.isReady();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
  expect(world.calls.filter((name) => name === 'bmc.bootFromNetwork')).toHaveLength(1);
});

/** How long the timers of a run that were cut short would have slept, in seconds. */
async function cancelledTimers(handle: WorkflowHandle): Promise<number[]> {
  const { events } = await handle.fetchHistory();
  const cancelled = new Set((events ?? []).map((event) => event.timerCanceledEventAttributes?.timerId));
  const started = (events ?? []).flatMap((event) => event.timerStartedEventAttributes ?? []);
  return started
    .filter(({ timerId }) => cancelled.has(timerId))
    .map((timer) => Number(timer.startToFireTimeout?.seconds));
}
