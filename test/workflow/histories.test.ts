import { Failure } from '../../activities/failure.ts';
import { pauseSignal, resumeSignal } from '../../workflows/contract.ts';
import { historyOf, type RecordedHistory, recordHistory } from '../replay/record.ts';
import { replay } from '../replay/replay.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, type PlayedNode, step } from './dsl/played-node.ts';
import { adopting, aRunningMachine } from './dsl/running.ts';
import { FINGERPRINT, isTrue, PlayedMaster, PlayedMinion, REPOSITORY } from './dsl/played-minion.ts';
import { applyOperation } from './dsl/played-operation.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** The run that began it, once it has ended: the idle one has taken over, or the chain has closed. */
async function endedRun(world: World, node: PlayedNode, runId: string): Promise<RecordedHistory> {
  const run = world.client.workflow.getHandle(node.handle.workflowId, runId);
  await eventually('the end of the run', async () => (await run.describe()).status.name !== 'RUNNING');
  return historyOf(run);
}

async function runIdOf(node: PlayedNode): Promise<string> {
  return (await node.handle.describe()).runId;
}

/** Every run of a pool that comes, is paused half-way through a rollout, goes back to where it was, and is deleted. */
async function poolRuns(): Promise<RecordedHistory[]> {
  const world = await stage.play();
  const rollingUpdate = { maxUnavailable: 1, maxSurge: 0 };
  const pool = await world.pool({ replicas: 2, strategy: { type: 'RollingUpdate', rollingUpdate } });
  const firstRun = await pool.isSeen();
  await pool.settles(2);
  await pool.isEdited({ template: { spec: { osImage: { name: 'rhel10' } } } });
  await pool.handle.signal(pauseSignal, { by: 'alice', why: 'watching' });
  await pool.shows('the pause', ({ pauses = [] }) => pauses.length > 0);
  await pool.handle.signal(resumeSignal, { by: 'bob', why: 'seen' });
  await pool.settles(2);
  await pool.undo();
  await pool.shows('the undo', ({ undo }) => undo);
  await pool.settles(2);
  await pool.isDeleted();
  await pool.isGone();
  return pool.histories(firstRun);
}

const eventsOf = ({ events }: RecordedHistory) => events.length;

/** Each plays one story and gives the run that is worth keeping. */
const STORIES: Record<string, () => Promise<RecordedHistory>> = {
  async provision() {
    const world = await stage.play();
    const node = await world.node();
    await node.isSeen();
    const runId = await runIdOf(node);
    await node.isReady();
    return endedRun(world, node, runId);
  },

  async deletion() {
    const world = await stage.play();
    const held = world.disturbances.holds('cmdb.register', 'after');
    const node = await world.node();
    await node.isSeen();
    const runId = await runIdOf(node);
    await held.reached;
    await node.isDeleted();
    held.letGo();
    await node.isGone();
    return endedRun(world, node, runId);
  },

  async 'held-deletion'() {
    const world = await stage.play({ deletionFuse: { nodes: 0 } });
    const node = await world.readyNode();
    await node.isDeleted();
    await node.shows('held', (status) => condition(status, 'DeletionHeld')?.status === 'True');
    const runId = await runIdOf(node);
    await node.confirm({ why: 'meant so' });
    await node.isGone();
    return endedRun(world, node, runId);
  },

  async 'deletion-with-a-budget'() {
    const { world, second, letGo } = await oneWaitsForABudget();
    const runId = await runIdOf(second);
    letGo();
    await second.isGone();
    return endedRun(world, second, runId);
  },

  async 'disruption-budget'() {
    const { second, budget, letGo } = await oneWaitsForABudget();
    const run = budget.handle;
    letGo();
    await second.isGone();
    await budget.isDeleted();
    await run.result();
    return historyOf(run);
  },

  async 'deletion-in-a-call'() {
    const world = await stage.play();
    const held = world.disturbances.holds('foreman.createHost', 'before');
    const node = await world.node();
    await node.isSeen();
    const runId = await runIdOf(node);
    await held.reached;
    await node.isDeleted();
    held.letGo();
    await node.isGone();
    return endedRun(world, node, runId);
  },

  async 'failure-and-retry'() {
    const world = await stage.play();
    const fault = world.disturbances.fails('dns.publish', new Failure('Unavailable', 'PowerDNS does not answer'));
    const node = await world.node();
    await node.isSeen();
    const runId = await runIdOf(node);
    await node.shows('Retrying', (status) => step(status, 'publish-dns')?.state === 'Retrying');
    fault.heal();
    await node.retry();
    await node.isReady();
    return endedRun(world, node, runId);
  },

  async adopt() {
    const world = await stage.play();
    const node = await world.node('old-1', adopting(await aRunningMachine(world)));
    await node.isSeen();
    const runId = await runIdOf(node);
    await node.isReady();
    return endedRun(world, node, runId);
  },

  async 'deletion-of-an-adoption'() {
    const world = await stage.play();
    const node = await world.node('old-1', adopting(await aRunningMachine(world)));
    const held = world.disturbances.holds('dns.adopt', 'after');
    await node.isSeen();
    const runId = await runIdOf(node);
    await held.reached;
    await node.isDeleted();
    held.letGo();
    await node.isGone();
    return endedRun(world, node, runId);
  },

  async 'start-over'() {
    const world = await stage.play({ assets: 2, installAttempts: 2 });
    world.datacenter.machines.habits('r1-a01', 'fails', 'fails');
    const node = await world.node();
    await node.isSeen();
    const runId = await runIdOf(node);
    await node.isReady();
    return endedRun(world, node, runId);
  },

  async 'pool-rollout'() {
    const [longest] = (await poolRuns()).sort((a, b) => eventsOf(b) - eventsOf(a));
    if (!longest) throw new Error('The pool has no history');
    return longest;
  },

  async 'pool-deletion'() {
    const last = (await poolRuns()).at(-1);
    if (!last) throw new Error('The pool has no history');
    return last;
  },

  async reboot() {
    const world = await stage.play();
    const node = await world.readyNode();
    const lost = world.disturbances.fails('bmc.restart', new Failure('Unavailable', 'the worker died'), 'after');
    const runId = await runIdOf(node);
    const operation = await applyOperation(world, 'Reboot', ['web-1']);
    await node.shows('Retrying', (status) => step(status, 'restart')?.state === 'Retrying');
    lost.heal();
    await operation.isComplete();
    return endedRun(world, node, runId);
  },

  async reinstall() {
    const world = await stage.play();
    const node = await world.readyNode();
    const operation = await applyOperation(world, 'Reinstall', ['web-1']);
    const runId = await runIdOf(node);
    await operation.isComplete();
    return endedRun(world, node, runId);
  },

  async operation() {
    const world = await stage.play({ assets: 2 });
    await Promise.all(['web-1', 'web-2'].map((name) => world.readyNode(name)));
    const operation = await applyOperation(world, 'Restart', ['web-1', 'web-2']);
    await operation.isComplete();
    await operation.isDeleted();
    await operation.isGone();
    return historyOf(operation.handle);
  },

  async 'salt-master'() {
    const { world, master } = await aMaster();
    const runId = await master.isSeen();
    await master.shows('its commit', (status) => isTrue(status, 'Ready'));
    await eventually('the end of the run', async () => (await master.handle.describe()).runId !== runId);
    return historyOf(world.client.workflow.getHandle(master.handle.workflowId, runId));
  },

  async 'salt-minion'() {
    const { world } = await aMaster();
    await world.readyNode();
    const minion = await PlayedMinion.applied(world);
    const runId = await minion.isSeen();
    await minion.shows('that it waits', ({ key }) => key === 'Missing');
    world.datacenter.salt.plantKey('web-1', FINGERPRINT, 'Pending');
    await minion.shows('its key', (status) => isTrue(status, 'Ready'));
    await eventually('the end of the run', async () => (await minion.handle.describe()).runId !== runId);
    return historyOf(world.client.workflow.getHandle(minion.handle.workflowId, runId));
  },

  async 'salt-minion-deletion'() {
    const { world } = await aMaster();
    await world.readyNode();
    const minion = await PlayedMinion.applied(world);
    await minion.isSeen();
    await minion.shows('that it waits', ({ key }) => key === 'Missing');
    await minion.isDeleted();
    await minion.handle.result();
    return historyOf(minion.handle);
  },

  async 'wait-for-a-slot'() {
    const world = await stage.play({ assets: 2, maxConcurrentInstalls: 1 });
    const { machines } = world.datacenter;
    machines.holdInstalls();
    await (await world.node('web-1')).isSeen();
    const [asset = ''] = await eventually(
      'the first installs',
      () => machines.installing.size === 1 && [...machines.installing],
    );
    const node = await world.node('web-2');
    await node.isSeen();
    const runId = await runIdOf(node);
    await node.shows('waiting', (status) => step(status, 'install')?.state === 'Retrying');
    machines.finishInstall(asset);
    const next = await eventually('its turn', () => [...machines.installing].find((name) => name !== asset));
    machines.finishInstall(next);
    await node.isReady();
    return endedRun(world, node, runId);
  },
};

async function aMaster() {
  const world = await stage.play();
  const commit = 'a'.repeat(40);
  world.datacenter.salt.repositories.set(REPOSITORY, {
    branches: { main: commit },
    commits: { [commit]: ['top.sls'] },
  });
  return { world, master: await PlayedMaster.applied(world) };
}

/** Of two nodes that are deleted one is being taken down, the other waits until it is gone. */
async function oneWaitsForABudget() {
  const world = await stage.play({ assets: 2 });
  const [first, second] = [await world.readyNode('web-1'), await world.readyNode('web-2')];
  const budget = await world.budget('web', { maxUnavailable: 1 });
  await budget.isSeen();
  const { reached, letGo } = world.disturbances.holds('bmc.powerOff', 'before');
  await first.isDeleted();
  await reached;
  await second.isDeleted();
  await second.shows('held', (status) => condition(status, 'DisruptionHeld')?.status === 'True');
  return { world, first, second, budget, letGo };
}

test.each(Object.keys(STORIES))('the history of a %s replays as soon as it is made', async (name) => {
  const history = await STORIES[name]?.();
  if (!history) throw new Error(`There is no story ${name}`);

  await replay(history);
  recordHistory(name, history);
});
