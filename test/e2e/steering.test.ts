import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { subnet } from '../../api/kinds/network.ts';
import { pauseSignal, resumeSignal, retryUpdate } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ bridges: 2 });
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

test('two bridges at once: one chain, one claim, one machine', async () => {
  const from = (await world.simulator.journal()).length;
  const node = await given(world).node('two-bridges');
  const ready = await node.then.isReady();

  const machine = (await world.simulator.state()).machines.find(({ name }) => name === ready.status.assetRef?.name);
  expect(machine).toMatchObject({ installs: 1, powerOns: 1 });
  const created = (await world.simulator.journal(from)).filter(
    ({ method, path, changed }) => method === 'POST' && path === '/api/hosts' && changed,
  );
  expect(created).toHaveLength(1);
});

test('a pause holds between steps, is shown with who and why, and a resume lets it go on', async () => {
  const lift = await world.simulator.fault({ system: 'nautobot', status: 503 });
  const node = await given(world).node('paused');
  await node.then.step('register-cmdb', 'Retrying');

  await node.when.signalled(pauseSignal.name, { by: 'alice', why: 'switch swap' });
  await lift();
  const held = await node.then.condition('Paused', 'True', /alice: switch swap/);
  expect(held.status.pauses).toMatchObject([{ source: 'command', by: 'alice', why: 'switch swap' }]);
  const quiet = (await world.simulator.journal()).length;

  await node.when.signalled(resumeSignal.name, { by: 'bob', why: 'swapped' });
  const ready = await node.then.isReady();
  expect(ready.status.pauses).toEqual([]);
  expect((await world.simulator.journal(quiet)).length).toBeGreaterThan(0);
});

test('spec.paused and the annotation hold too, each by itself', async () => {
  const node = await given(world).node('held', { paused: true });
  await node.then.condition('Paused', 'True', /PausedBySpec/);

  await node.when.annotated({ 'compute.tess.io/paused': 'moving racks' });
  await node.when.changed({ paused: false });
  await node.then.condition('Paused', 'True', /PausedByAnnotation.*moving racks/);
  expect((await node.read()).status.assetRef).toBeNull();

  await node.when.annotated({ 'compute.tess.io/paused': null });
  await node.then.isReady();
});

test('retry cuts a back-off short, and is refused when nothing waits', async () => {
  // A fault of one call: a system that is down would be noticed to be back before anybody retries.
  await world.simulator.fault({ system: 'powerdns', method: 'PATCH', status: 500 });
  const node = await given(world).node('impatient');
  await node.then.step('publish-dns', 'Retrying', /next attempt in (8|16|32|64) s/);
  await world.simulator.clearFaults();

  const handle = world.temporal.workflow.getHandle((await node.read()).status.workflow?.id ?? '');
  const retry = () => handle.executeUpdate(retryUpdate, { args: [{ by: 'carol', why: 'DNS is back' }] });
  expect(await retry()).toMatch(/publish DNS/);
  await node.then.isReady(8_000);

  await expect(retry()).rejects.toMatchObject({ cause: { message: expect.stringMatching(/Nothing waits/) as string } });
}, 60_000);

test('an asset with another’s MAC address is not accepted, not used, and heals when the cause is gone', async () => {
  const original = await world.cluster.get(computeAsset, { name: 'r1-a01' });
  const twin = { ...original, metadata: { name: 'zz-twin' }, bmc: undefined, status: undefined };
  await world.cluster.create(computeAsset, twin as never);
  const accepted = async () => {
    const asset = await world.cluster.get(computeAsset, { name: 'zz-twin' });
    return asset?.status?.conditions?.find(({ type }) => type === 'Accepted');
  };
  await eventually(
    'the twin is not accepted',
    async () => {
      const condition = await accepted();
      return condition?.reason === 'DuplicateMacAddress' && /r1-a01/.test(condition.message);
    },
    5_000,
  );

  const devices = original?.devices.map((device, i) =>
    device.l2Domain ? { ...device, l2Domain: { ...device.l2Domain, macAddress: `52:54:00:ee:ee:0${i}` } } : device,
  );
  await world.cluster.mergePatch(computeAsset, { name: 'zz-twin' }, { devices });
  await eventually('the twin is accepted', async () => (await accepted())?.status === 'True', 5_000);
  await world.cluster.delete(computeAsset, { name: 'zz-twin' });
});

test('a subnet that overlaps an older one of its VPC is not accepted', async () => {
  const original = await world.cluster.get(subnet, { name: 'r1-v4' });
  await world.cluster.create(subnet, { metadata: { name: 'overlapping' }, spec: { ...original?.spec } as never });

  await eventually(
    'it is not accepted',
    async () => {
      const seen = await world.cluster.get(subnet, { name: 'overlapping' });
      const condition = seen?.status?.conditions?.find(({ type }) => type === 'Accepted');
      return condition?.status === 'False' && condition.reason === 'OverlappingSubnet';
    },
    5_000,
  );
  await world.cluster.delete(subnet, { name: 'overlapping' });
});

test('an unschedulable node is placed as soon as an asset fits', async () => {
  const standard = await world.cluster.get(flavor, { name: 'bm-standard' });
  const requirements = { ...standard?.spec.requirements, cpuCores: 1000 };
  await world.cluster.create(flavor, {
    metadata: { name: 'bm-wide' },
    spec: { ...standard?.spec, requirements } as never,
  });
  const node = await given(world).node('wide', { flavor: 'bm-wide' });
  await node.then.condition('Scheduled', 'False', /too few cores/);

  await world.cluster.mergePatch(computeAsset, { name: 'r2-a04' }, { cpu: { cores: 1024 } });

  const ready = await node.then.isReady();
  expect(ready.status.assetRef).toEqual({ name: 'r2-a04' });
});
