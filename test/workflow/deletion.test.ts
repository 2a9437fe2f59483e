import { Failure } from '../../activities/failure.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { eventually } from './dsl/eventually.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Nothing of any node is left anywhere; released addresses rest. */
async function expectNothingLeft({ datacenter }: World): Promise<void> {
  const { cluster, hosts, cmdb, dns, machines } = datacenter;
  expect(await hosts.list()).toEqual([]);
  expect(await dns.list()).toEqual([]);
  expect(await cmdb.list()).toEqual([]);
  expect((await cluster.list(assetClaim)).items).toEqual([]);
  expect((await cluster.list(computeNode)).items).toEqual([]);
  const { items } = await cluster.list(ipAddressKind);
  expect(items.filter(({ metadata }) => metadata.deletionTimestamp === undefined)).toEqual([]);
  expect(machines.power('r1-a01')).toBe('Off');
}

test('deleting a Ready node: off, wiped, undone in reverse, addresses, asset, and at last the finalizer', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const written = world.datacenter.writes().length;

  await node.isDeleted();
  await node.isGone();

  const bmc = 'redfish+https://10.2.1.1/redfish/v1/Systems/1';
  expect(world.datacenter.writes().slice(written)).toEqual([
    'delete ComputeNode web-1',
    `power off ${bmc}`,
    'patch AssetClaim r1-a01',
    'update host web-1.r1.fleet.example',
    'switch build on for host web-1.r1.fleet.example',
    `boot ${bmc} from the network`,
    `power on ${bmc}`,
    `power off ${bmc}`,
    expect.stringContaining('withdraw web-1.r1.fleet.example.'),
    expect.stringContaining('in-addr.arpa'),
    expect.stringContaining('ip6.arpa'),
    'unregister device r1-a01',
    'delete host web-1.r1.fleet.example',
    'delete IPAddress core-0a01010a',
    expect.stringMatching(/^delete IPAddress core-2001/),
    'delete AssetClaim r1-a01',
    'patch AssetClaim r1-a01',
    'patch ComputeNode web-1',
  ]);
  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install', 'r1-a01 wipe']);
  await expectNothingLeft(world);
});

test.each([
  ['schedule-asset', 'scheduler.claim', 'after'],
  ['allocate-addresses', 'ipam.allocate', 'after'],
  ['render-kickstart', 'kickstart.check', 'before'],
  ['create-host', 'foreman.createHost', 'after'],
  ['install, before its boot', 'bmc.bootFromNetwork', 'before'],
  ['install, with its permit used up', 'claim.markBooted', 'after'],
  ['install, powering on', 'bmc.powerOn', 'after'],
  ['register-cmdb', 'cmdb.register', 'after'],
  ['publish-dns', 'dns.publish', 'after'],
  ['ready', 'probe.pass', 'before'],
] as const)('deleted while it hangs in %s: all is undone, also what that still did', async (_step, activity, when) => {
  const world = await stage.play();
  const held = world.disturbances.holds(activity, when);
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  await node.isDeleted();
  held.letGo();
  await node.isGone();

  await expectNothingLeft(world);
  const booted = world.calls.includes('claim.markBooted');
  expect(world.datacenter.machines.boots.includes('r1-a01 wipe')).toBe(booted);
});

test('the undo looks only when the call that was under way has ended: what that makes late is undone too', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('foreman.createHost', 'before');
  const node = await world.node();
  await node.isSeen();
  await held.reached;
  // What is scheduled, not what has begun: a busy worker may begin it much later.
  const scheduled = async () => {
    const { events } = await node.handle.fetchHistory();
    const names = events?.flatMap((event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
    return names?.filter((name) => name !== 'status.apply');
  };
  const before = await scheduled();

  await node.isDeleted();
  await eventually('the cancellation', async () => {
    const { events } = await node.handle.fetchHistory();
    return events?.some((event) => event.activityTaskCancelRequestedEventAttributes);
  });
  // The answer to a query is given when the chain has done all that it can do.
  await node.progress();
  expect(before).toContain('foreman.createHost');
  expect(await scheduled()).toEqual(before);
  held.letGo();
  await node.isGone();

  await expectNothingLeft(world);
});

test.each([
  ['create-host', 'foreman.createHost'],
  ['register-cmdb', 'cmdb.register'],
  ['publish-dns', 'dns.publish'],
] as const)('deleted after %s did its work and its answer was lost: that is undone too', async (name, activity) => {
  const world = await stage.play();
  const fault = world.disturbances.fails(activity, new Failure('Unavailable', 'no answer'), 'after');
  const node = await world.node();
  await node.isSeen();
  await node.shows('the lost answer', (status) => step(status, name)?.state === 'Retrying');

  fault.heal();
  await node.isDeleted();
  await node.isGone();

  await expectNothingLeft(world);
});

test('a hint of a deletion that nobody made undoes nothing, and provisioning goes on', async () => {
  const world = await stage.play();
  const held = world.disturbances.holds('bmc.powerOn', 'after');
  const node = await world.node();
  await node.isSeen();
  await held.reached;

  await node.isSeen({ delete: true, why: 'forged' });
  held.letGo();
  await node.isReady();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
  expect(world.datacenter.outsideWrites().filter((line) => /power off|delete|withdraw|unregister/.test(line))).toEqual(
    [],
  );
});

test('a deletion of a node that is not to be found is Held: nothing is undone', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const written = world.datacenter.writes().length;
  world.datacenter.cluster.forget(computeNode, node.ref);

  await node.isSeen({ delete: true });
  const status = await node.isStalled();

  expect(condition(status, 'Stalled')).toMatchObject({
    reason: 'Held',
    message: expect.stringContaining('nothing is undone') as string,
  });
  expect(world.datacenter.writes().slice(written)).toEqual([]);
});

test('deletionPolicy Retain keeps the disks: no wipe, and the asset is Quarantined', async () => {
  const world = await stage.play();
  const node = await world.readyNode('web-1', { deletionPolicy: 'Retain' });

  await node.isDeleted();
  await node.isGone();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
  expect(world.datacenter.machines.power('r1-a01')).toBe('Off');
  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  expect(claim?.spec.hold).toMatchObject({ phase: 'Quarantined', reason: expect.stringContaining('Retain') as string });
});

test('a machine whose earlier install was started over is wiped, though its newest permit was never used', async () => {
  const world = await stage.play();
  world.datacenter.machines.habits('r1-a01', 'fails');
  const node = await world.node();
  await node.isSeen();
  await node.shows('the failed install', (status) => condition(status, 'Provisioned')?.reason === 'InstallFailed');
  const held = world.disturbances.holds('foreman.createHost', 'before');
  await held.reached;

  await node.isDeleted();
  held.letGo();
  await node.isGone();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install', 'r1-a01 wipe']);
  await expectNothingLeft(world);
});

test('a wipe that is not proved keeps everything, and is made again', async () => {
  const world = await stage.play();
  world.datacenter.machines.habits('r1-a01', 'installs', 'reports a bad wipe');
  const node = await world.readyNode();

  await node.isDeleted();
  const status = await node.shows(
    'the missing proof',
    (shown) => condition(shown, 'CleanupIncomplete')?.status === 'True',
  );
  expect(condition(status, 'CleanupIncomplete')?.message).toContain('The wipe of r1-a01 is not proved');
  expect(step(status, 'wipe')?.state).toBe('Retrying');
  expect(await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' })).toBeDefined();
  await node.retry();
  await node.isGone();

  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install', 'r1-a01 wipe', 'r1-a01 wipe']);
  await expectNothingLeft(world);
});

test('without a bridge that takes statuses, a node is provisioned and deleted all the same', async () => {
  const world = await stage.play();
  const node = await world.node();
  node.hasBridge = false;
  const held = world.disturbances.holds('probe.pass', 'after');
  await node.isSeen();
  await held.reached;

  await node.isDeleted();
  held.letGo();
  await node.isGone();

  expect(world.statuses.edges).toEqual([]);
  await expectNothingLeft(world);
});

test('a node whose machine was never booted goes without its BMC, which may be dead or another one’s', async () => {
  const world = await stage.play();
  const { machines } = world.datacenter;
  world.disturbances.fails('foreman.createHost', new Failure('Unavailable', 'Foreman does not answer'));
  const node = await world.node();
  await node.isSeen();
  await node.shows('Retrying', (status) => step(status, 'create-host')?.state === 'Retrying');
  machines.killBmc('r1-a01');

  await node.isDeleted();
  await node.isGone();

  expect(world.calls.filter((name) => name.startsWith('bmc.'))).toEqual([]);
  await expectNothingLeft(world);
});
