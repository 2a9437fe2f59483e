import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { releaseUpdate } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { expectRestored } from './dsl/restored.ts';
import { given } from './dsl/scenario.ts';
import type { SimulatorState } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
let before: SimulatorState;
beforeAll(async () => {
  world = await startWorld();
  before = await world.simulator.state();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

test('deletion while a step waits to be retried', async () => {
  await world.simulator.fault({ system: 'foreman', method: 'POST', path: '/api/hosts', status: 503 });
  const node = await given(world).node('mid-retry');
  await node.then.step('create-host', 'Retrying');

  await node.when.deleted();
  await world.simulator.clearFaults();
  await node.then.isGone(90_000);
  await expectRestored(world, before);
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
