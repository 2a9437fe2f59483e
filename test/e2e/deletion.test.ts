import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { pauseSignal, releaseUpdate } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { given, type NodeScenario } from './dsl/scenario.ts';
import type { Fault, SimulatorState } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
let before: SimulatorState;
beforeAll(async () => {
  world = await startWorld();
  before = await world.simulator.state();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(async () => {
  await world.simulator.clearFaults();
  await world.simulator.settings({ installSeconds: 0.5 });
});

/** Nothing of a node is left outside, in the outside systems' own words. */
async function nothingIsLeft(): Promise<void> {
  const after = await world.simulator.state();
  expect(after.hosts).toEqual(before.hosts);
  expect(after.rrsets).toEqual(before.rrsets);
  expect(after.devices.filter(({ status }) => status !== 'Inventory')).toEqual([]);
  expect(after.machines.filter(({ power }) => power !== 'Off')).toEqual([]);
  expect(after.machines.filter(({ installed }) => installed !== null)).toEqual([]);
  expect(after.machines.length).toBeGreaterThan(0);
  expect((await world.cluster.list(assetClaim)).items).toEqual([]);
}

async function deletedWithoutATrace(node: NodeScenario): Promise<void> {
  await node.when.deleted();
  await node.then.isGone(90_000);
  await nothingIsLeft();
}

describe('deletion while a step hangs in its call', () => {
  test.each<[string, Fault]>([
    ['create-host', { system: 'foreman', method: 'POST', path: '/api/hosts', hang: true, count: 1 }],
    ['install', { system: 'redfish', method: 'PATCH', hang: true, count: 1 }],
    ['register-cmdb', { system: 'nautobot', method: 'POST', path: '/api/dcim/interfaces/', hang: true, count: 1 }],
    ['publish-dns', { system: 'powerdns', method: 'PATCH', hang: true, count: 1 }],
  ])(
    '%s',
    async (step, fault) => {
      await world.simulator.fault(fault);
      const node = await given(world).node(`hang-${step}`);
      await node.then.step(step, 'Running');
      await eventually('the call hangs', async () => {
        const entries = await world.simulator.journal();
        return entries.some(({ system }) => system === fault.system) || undefined;
      });

      await deletedWithoutATrace(node);
    },
    150_000,
  );
});

test('deletion while the machine is being installed', async () => {
  await world.simulator.settings({ installSeconds: 600 });
  const node = await given(world).node('mid-install');
  await node.then.step('install', 'Running', /waiting for the installer/);

  await deletedWithoutATrace(node);
}, 120_000);

test('deletion while a step waits to be retried', async () => {
  await world.simulator.fault({ system: 'foreman', method: 'POST', path: '/api/hosts', status: 503 });
  const node = await given(world).node('mid-retry');
  await node.then.step('create-host', 'Retrying');

  await node.when.deleted();
  await world.simulator.clearFaults();
  await node.then.isGone(90_000);
  await nothingIsLeft();
}, 120_000);

test('deletion of a paused node goes through', async () => {
  await world.simulator.fault({ system: 'nautobot', status: 503 });
  const node = await given(world).node('paused-one');
  await node.then.step('register-cmdb', 'Retrying');
  await node.when.signalled(pauseSignal.name, { by: 'alice', why: 'switch swap' });
  await world.simulator.clearFaults();
  await node.then.condition('Paused', 'True', /alice: switch swap/);

  await deletedWithoutATrace(node);
}, 120_000);

test('deletion asked for twice within a moment', async () => {
  const node = await given(world).node('twice');
  await node.then.isReady();

  await Promise.all([node.when.deleted(), node.when.deleted()]);
  await node.then.isGone();
  await nothingIsLeft();
});

test('deletion while an outside system is away waits for it, says so, and ends by itself', async () => {
  const node = await given(world).node('dns-away');
  await node.then.isReady();
  await world.simulator.fault({ system: 'powerdns', status: 503 });

  await node.when.deleted();
  await node.then.condition('CleanupIncomplete', 'True', /publish DNS/);
  await world.simulator.clearFaults();

  await node.then.isGone(90_000);
  await nothingIsLeft();
}, 120_000);

test('a kept machine: deletionPolicy Retain wipes nothing and keeps the asset out of the pool', async () => {
  const node = await given(world).node('kept', { deletionPolicy: 'Retain' });
  const ready = await node.then.isReady();
  const asset = ready.status.assetRef?.name ?? '';

  await node.when.deleted();
  await node.then.isGone();

  const claim = await world.cluster.get(assetClaim, { name: asset });
  expect(claim?.spec.hold).toMatchObject({ phase: 'Quarantined' });
  const machine = (await world.simulator.state()).machines.find(({ name }) => name === asset);
  expect(machine).toMatchObject({ power: 'Off' });
  expect(Object.values(machine?.disks ?? {})).toContain('os');

  await world.cluster.delete(assetClaim, { name: asset });
  await eventually('the claim goes when a person deletes it', async () => {
    return (await world.cluster.get(assetClaim, { name: asset })) === undefined;
  });
});

test('a dead BMC: nothing is given back until somebody releases by force, and that is told', async () => {
  const node = await given(world).node('dead-bmc');
  const ready = await node.then.isReady();
  const asset = ready.status.assetRef?.name ?? '';
  const handle = world.temporal.workflow.getHandle(ready.status.workflow?.id ?? '');
  await world.simulator.fault({ system: 'redfish', status: 500 });

  await node.when.deleted();
  await node.then.condition('CleanupIncomplete', 'True', /PowerOffUnconfirmed.*release --force/);
  expect(await world.cluster.get(assetClaim, { name: asset })).toBeDefined();

  await expect(
    handle.executeUpdate(releaseUpdate, { args: [{ by: 'bob', why: '', force: true }] }),
  ).rejects.toMatchObject({ cause: { message: expect.stringMatching(/Say why/) as string } });
  await handle.executeUpdate(releaseUpdate, { args: [{ by: 'bob', why: 'machine scrapped', force: true }] });
  await node.then.isGone(90_000);

  const claim = await world.cluster.get(assetClaim, { name: asset });
  expect(claim?.spec.hold).toMatchObject({
    phase: 'Quarantined',
    reason: expect.stringMatching(/bob.*machine scrapped/) as string,
  });
}, 150_000);
