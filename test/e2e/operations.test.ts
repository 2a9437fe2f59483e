import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import type { NodeOperation } from '../../api/kinds/node-operation.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { HOOK, kubernetesOn } from './dsl/kubernetes-node.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { isAlive, pidOfWorker } from './dsl/deaths.ts';
import { type Metal, metalOf } from './dsl/metal.ts';
import { type AppliedOperation, operation } from './dsl/operation.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

const NAMES = ['op-1', 'op-2', 'op-3'];
const DATA = 'bm-data';

let world: World;
let nodes: NodeScenario[];
beforeAll(async () => {
  world = await startWorld({ simulatorSettings: { shutdownSeconds: 0.3 } });
  await world.cluster.create(flavor, {
    metadata: { name: DATA },
    spec: {
      requirements: { cpuCores: 16 },
      partitions: {
        disks: [
          { select: { name: 'sda' }, as: 'root' },
          { select: { name: 'sdb' }, as: 'data', keep: true },
        ],
        mounts: [
          { path: '/boot/efi', sizeMiB: 600, fsType: 'efi', on: 'root', firmware: 'UEFI' },
          { path: '/biosboot', sizeMiB: 1, fsType: 'biosboot', on: 'root', firmware: 'BIOS' },
          { path: '/boot', sizeMiB: 1024, fsType: 'xfs', on: 'root' },
          { path: '/', sizeMiB: 51_200, grow: true, fsType: 'xfs', on: 'root' },
          { path: '/srv/data', sizeMiB: 102_400, grow: true, fsType: 'xfs', on: 'data' },
        ],
      },
    },
  });
  nodes = await Promise.all(NAMES.map((name) => given(world).node(name, { flavor: DATA })));
  for (const node of nodes) await node.then.isReady();
}, 180_000);
afterAll(() => world.end(), 60_000);

async function machineOf(node: NodeScenario | undefined) {
  const { status } = (await node?.read()) ?? {};
  return metalOf(world, status?.assetRef?.name ?? '');
}

const journal = async () => (await world.simulator.journal()).length;
const states = ({ status }: NodeOperation) => status.nodes?.map(({ state }) => state);

test('a reboot of three nodes, with a worker killed at each reset: one reset each, one after the other', async () => {
  const before = await journal();
  const machines = await Promise.all(nodes.map(machineOf));
  const killsAtReset = async (machine: Metal | undefined) => {
    const pid = pidOfWorker(world);
    await machine?.bmcFails({ method: 'POST', killPid: pid, count: 1 }, '/Actions/*');
    return pid;
  };
  let pid = await killsAtReset(machines[0]);
  const reboot = await operation(world, 'Reboot', NAMES);
  for (const next of [...machines.slice(1), undefined]) {
    await eventually('the worker dies at the answer to a reset', async () => !isAlive(pid));
    const starting = world.stack.start('worker-0');
    // Before it is through with its start: the next reset is met for sure.
    if (next) pid = await killsAtReset(next);
    await starting;
  }
  await reboot.is('Complete');

  for (const machine of machines) {
    expect((await machine.events(before)).filter((event) => event !== 'booted')).toEqual(['restarted']);
  }
  const events = (await world.simulator.journal(before)).filter(({ system }) => system === 'machine');
  expect(events.map(({ path }) => path.split('/')[3])).toEqual(Array(3).fill(['restarted', 'booted']).flat());
  for (const node of nodes) {
    expect((await node.then.isReady()).status.history?.at(-1)).toMatchObject({ operation: 'Reboot', result: 'Done' });
  }
}, 120_000);

test('off and on again by the command; what is off says who wanted it so', async () => {
  const machine = await machineOf(nodes[0]);
  const off = await bedplate(world, 'op', 'power-off', 'op-1', '--why', 'fan', '--wait');
  expect([off.exit, off.output]).toEqual([0, expect.stringContaining('1 of 1 nodes are done.')]);
  expect((await machine.truth()).power).toBe('Off');
  await nodes[0]?.then.condition('Ready', 'False', /^PoweredOff powered off by \w+: fan/);

  const restart = await bedplate(world, 'op', 'restart', 'op-1', '--why', 'x', '--wait');
  expect([restart.exit, restart.output]).toEqual([1, expect.stringContaining("is off and can't be restarted")]);
  expect((await bedplate(world, 'op', 'power-on', 'op-1', '--why', 'fan is new', '--wait')).exit).toBe(0);
  await nodes[0]?.then.isReady();
  const unknown = await bedplate(world, 'op', 'reboot', 'op-l', '--why', 'x');
  expect([unknown.exit, unknown.output]).toEqual([3, expect.stringContaining('did you mean op-1')]);
}, 90_000);

test('a restart asks the system; one that does not follow is reset only by force', async () => {
  const machine = await machineOf(nodes[1]);
  const before = await journal();
  await (await operation(world, 'Restart', ['op-2'])).is('Complete');
  expect((await machine.events(before)).filter((event) => event === 'restarted')).toHaveLength(1);

  await world.simulator.settings({ shutdownSeconds: null });
  const deaf = await (await operation(world, 'Restart', ['op-2'], { timeout: '2s' })).is('Failed');
  expect(deaf.status.nodes?.[0]?.message).toMatch(/shows no reset after 2 s: its system may hang/);
  await (await operation(world, 'Restart', ['op-2'], { timeout: '2s', force: true })).is('Complete');
  await world.simulator.settings({ shutdownSeconds: 0.3 });
  await nodes[1]?.then.isReady();
}, 90_000);

test('a reinstall keeps machine, address and the content of the data disk, and installs once', async () => {
  const machine = await machineOf(nodes[2]);
  const [before, truth, started] = [await nodes[2]?.read(), await machine.truth(), await journal()];
  const held = await world.cluster.get(assetClaim, { name: machine.asset });
  await (await operation(world, 'Reinstall', ['op-3'])).is('Complete');

  const [after, now] = [await nodes[2]?.then.isReady(), await machine.truth()];
  const claim = await world.cluster.get(assetClaim, { name: machine.asset });
  expect(after?.status.addresses).toEqual(before?.status.addresses);
  expect(claim?.metadata.uid).toBe(held?.metadata.uid);
  expect(claim?.spec.installId).not.toBe(held?.spec.installId);
  expect(now.installs).toBe(truth.installs + 1);
  expect(now.marks['sdb']).toBe(truth.marks['sdb']);
  expect(now.marks['sda']).not.toBe(truth.marks['sda']);
  expect(after?.status.sshHostKey).not.toBe(before?.status.sshHostKey);
  expect((await machine.events(started)).filter((event) => event === 'installed')).toHaveLength(1);
  await invariantsHold(world);
}, 90_000);

test('called off: what has not begun is not begun', async () => {
  const before = await journal();
  await world.simulator.settings({ bootSeconds: 4 });
  const reboot = await operation(world, 'Reboot', ['op-1', 'op-2']);
  await reboot.stands('op-1', 'Running');
  const canceled = await bedplate(world, 'op', 'cancel', reboot.name, '--why', 'not today');
  expect([canceled.exit, canceled.output]).toEqual([0, expect.stringContaining('op-1 had begun')]);
  const over = await reboot.is('Failed');
  await world.simulator.settings({ bootSeconds: 0.2 });

  expect(states(over)).toEqual(['Done', 'Canceled']);
  expect(await (await machineOf(nodes[1])).events(before)).toEqual([]);
  await reboot.deleted();
}, 60_000);

test('a node that is being provisioned is operated on afterwards; one that is deleted, no more', async () => {
  await world.simulator.settings({ installSeconds: 3 });
  const late = await given(world).node('op-late');
  const early = await operation(world, 'Reboot', ['op-late']);
  await early.stands('op-late', 'Pending', /is being provisioned/);
  await early.is('Complete');
  await world.simulator.settings({ installSeconds: 0.5, bootSeconds: 5 });

  const running: AppliedOperation = await operation(world, 'Reboot', ['op-late']);
  await running.stands('op-late', 'Running');
  await late.when.deleted();
  const over = await running.is('Failed');
  expect(over.status.nodes?.[0]).toMatchObject({
    state: 'Canceled',
    message: 'broken off: the node is being deleted',
  });
  await world.simulator.settings({ bootSeconds: 0.2 });
  await late.then.isGone();
  await eventually('nothing of it is left', async () => {
    await invariantsHold(world);
    return true;
  });
}, 120_000);

test('a Kubernetes node is drained as its PodDisruptionBudgets allow, and uncordoned afterwards', async () => {
  const machine = await machineOf(nodes[0]);
  const kubernetes = await kubernetesOn(world, 'op-1');
  await kubernetes.allowsDisruptions(0);
  await world.cluster.mergePatch(computeNode, { namespace: 'default', name: 'op-1' }, { spec: { drain: [HOOK] } });
  const before = await journal();
  const reboot = await operation(world, 'Reboot', ['op-1'], { timeout: '2m' });
  await reboot.stands('op-1', 'Draining');
  await eventually('cordoned, and the pod without a budget is gone', async () => {
    return (await kubernetes.isCordoned()) && (await kubernetes.pods()).join() === 'agent,web';
  });
  expect(await machine.events(before)).toEqual([]);

  await kubernetes.allowsDisruptions(1);
  await reboot.is('Complete');
  expect(await kubernetes.pods()).toEqual(['agent']);
  expect(await kubernetes.isCordoned()).toBe(false);
  expect((await machine.events(before)).filter((event) => event === 'restarted')).toHaveLength(1);
}, 90_000);

test('a name without a node fails the operation before anything is begun, in words', async () => {
  const over = await (await operation(world, 'Reboot', ['op-1', 'op-9'])).is('Failed');
  expect(states(over)).toEqual(['Canceled', 'Failed']);
  expect(over.status.nodes?.[1]?.message).toBe('there is no ComputeNode op-9 in namespace default');
}, 30_000);
