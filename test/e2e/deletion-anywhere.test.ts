import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { pauseSignal } from '../../workflows/contract.ts';
import { native } from '../../workflows/providers/native.ts';
import { eventually } from './dsl/eventually.ts';
import { endsOf, firstRun, isIn } from './dsl/in-flight.ts';
import { expectRestored } from './dsl/restored.ts';
import { given, type NodeScenario, type NodeSpec } from './dsl/scenario.ts';
import type { Fault, SimulatorState } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
let before: SimulatorState;
const used = new Set<string>();
beforeAll(async () => {
  world = await startWorld();
  before = await world.simulator.state();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

function on(asset: string, name: string, spec: NodeSpec = {}): Promise<NodeScenario> {
  used.add(asset);
  return given(world).node(name, { assetName: asset, ...spec });
}

async function allGone(nodes: readonly NodeScenario[], timeoutMs = 120_000): Promise<void> {
  await Promise.all(nodes.map((node) => node.then.isGone(timeoutMs)));
  await expectRestored(world, before);
}

/** The last activity of each step: when it has ended, so has the step. Set build mode on begins an install, off ends it. */
const LAST: Record<string, { activity: string; times?: number }> = {
  'schedule-asset': { activity: 'scheduler.claim' },
  'allocate-addresses': { activity: 'ipam.allocate' },
  'render-kickstart': { activity: 'kickstart.check' },
  'create-host': { activity: 'foreman.createHost' },
  install: { activity: 'foreman.setBuild', times: 2 },
  'register-cmdb': { activity: 'cmdb.register' },
  'publish-dns': { activity: 'dns.publish' },
  ready: { activity: 'probe.pass' },
};

test('deletion at the instant at which a step has ended', async () => {
  const steps = ['schedule-asset', ...native.steps.map(({ name }) => name)];
  expect(Object.keys(LAST).sort()).toEqual([...steps].sort());
  const nodes = await Promise.all(
    Object.entries(LAST).map(async ([step, { activity, times = 1 }], index) => {
      const node = await on(`r1-a0${index + 1}`, `after-${step}`);
      const run = await firstRun(world, await node.workflowId());
      await eventually(`${step} has ended`, async () => {
        const ends = await endsOf(world, run, activity);
        return ends.filter((end) => end === 'completed').length >= times;
      });
      await node.when.deleted();
      return node;
    }),
  );

  await allGone(nodes);
}, 180_000);

test('deletion while paused, by each source, and before anything is claimed or while nothing can be', async () => {
  await world.simulator.fault({ system: 'nautobot', status: 503 });
  const byCommand = await on('r2-a01', 'paused-by-command');
  const byAnnotation = await on('r2-a02', 'paused-by-annotation');
  for (const node of [byCommand, byAnnotation]) await node.then.step('register-cmdb', 'Retrying');
  await byCommand.when.signalled(pauseSignal.name, { by: 'alice', why: 'switch swap' });
  await byAnnotation.when.annotated({ 'compute.tess.io/paused': 'moving racks' });
  const bySpec = await on('r2-a03', 'paused-by-spec', { paused: true });
  const stalledUnclaimed = await on('r2-a04', 'stalled-unclaimed', { flavor: 'bm-missing' });
  const stalledClaimed = await on('r2-a05', 'stalled-claimed', {
    addresses: [{ device: '1', address: '10.77.7.7' }],
  });
  await world.simulator.clearFaults();
  await byCommand.then.condition('Paused', 'True', /PausedByCommand.*alice: switch swap/);
  await byAnnotation.then.condition('Paused', 'True', /PausedByAnnotation.*moving racks/);
  await bySpec.then.condition('Paused', 'True', /PausedBySpec/);
  await stalledUnclaimed.then.condition('Stalled', 'True', /bm-missing/);
  await stalledClaimed.then.condition('Stalled', 'True', /10\.77\.7\.7/);
  const fresh = await on('r2-a06', 'deleted-at-once');

  const nodes = [byCommand, byAnnotation, bySpec, stalledUnclaimed, stalledClaimed, fresh];
  await Promise.all(nodes.map((node) => node.when.deleted()));
  await allGone(nodes);
}, 180_000);

test('deletion twice within 100 ms: on its way, and when Ready', async () => {
  await world.simulator.settings({ installSeconds: 600 });
  const installing = await on('r3-a02', 'twice-installing');
  await installing.then.step('install', 'Running', /waiting for the installer/);
  await world.simulator.settings({ installSeconds: 0.5 });
  const ready = await on('r3-a01', 'twice-ready');
  await ready.then.isReady();

  const nodes = [ready, installing];
  const asked = performance.now();
  await Promise.all(nodes.flatMap((node) => [node.when.deleted(), node.when.deleted()]));
  process.stdout.write(`two deletions of two nodes were asked for in ${Math.round(performance.now() - asked)} ms\n`);
  await allGone(nodes);
}, 180_000);

/** Calls that are slow, not lost: made seconds after the deletion was asked for, and to be found by the undo. */
const SLOW: { asset: string; activity: string; fault: Fault }[] = [
  { asset: 'r1-a08', activity: 'dns.publish', fault: { system: 'powerdns', method: 'PATCH' } },
  {
    asset: 'r2-a08',
    activity: 'cmdb.register',
    fault: { system: 'nautobot', method: 'POST', path: '/api/ipam/ip-addresses/' },
  },
  { asset: 'r3-a08', activity: 'foreman.createHost', fault: { system: 'foreman', method: 'POST', path: '/api/hosts' } },
];

test('deletion while a call is slow: what it makes in the end is undone too', async () => {
  const nodes: NodeScenario[] = [];
  for (const { asset, activity, fault } of SLOW) {
    await world.simulator.fault({ ...fault, delayMs: 6_000, count: 1 });
    const node = await on(asset, `slow-${activity.toLowerCase().replace('.', '-')}`);
    await isIn(world, await node.workflowId(), activity);
    await node.when.deleted();
    nodes.push(node);
  }
  await allGone(nodes);
}, 180_000);

/** Refusals of a fault span at least this. */
const MINUTE_MS = 60_000;

test('deletion while each dependency answers 503 for a minute: it says so, waits, and ends by itself', async () => {
  const [bmc, dns, cmdb, foreman] = await Promise.all([
    on('r3-a03', 'without-bmc'),
    on('r2-a07', 'without-dns'),
    on('r3-a04', 'without-cmdb'),
    on('r3-a05', 'without-foreman'),
  ]);
  const nodes = [bmc, dns, cmdb, foreman];
  await Promise.all(nodes.map((node) => node.then.isReady()));
  const machine = (await world.simulator.state()).machines.find(({ name }) => name === 'r3-a03');
  const away = (fault: Fault) => world.simulator.fault({ ...fault, status: 503 });

  const began = Date.now();
  await away({ system: 'redfish', path: `/redfish/v1/Systems/${machine?.uuid}**` });
  await away({ system: 'powerdns', path: '**/zones/r2.fleet.example.' });
  await away({ system: 'nautobot', path: '/api/dcim/**' });
  await Promise.all([bmc, dns, cmdb].map((node) => node.when.deleted()));
  await bmc.then.condition('CleanupIncomplete', 'True', /PowerOffUnconfirmed/);
  await dns.then.condition('CleanupIncomplete', 'True', /publish DNS/);
  await cmdb.then.condition('CleanupIncomplete', 'True', /CMDB/);
  // Those have wiped their disks, for which Foreman is needed.
  await away({ system: 'foreman' });
  await foreman.when.deleted();
  await foreman.then.condition('CleanupIncomplete', 'True', /wipe disks/);
  await eventually('a minute has passed', async () => Date.now() - began > MINUTE_MS, 2 * MINUTE_MS);
  expect((await world.cluster.list(assetClaim)).items).toHaveLength(nodes.length);

  await world.simulator.clearFaults();
  await allGone(nodes, 180_000);
}, 420_000);

test('every asset that lost a node installs another, which goes without a trace too', async () => {
  const assets = [...used];
  const nodes = await Promise.all(
    assets.map((asset) => given(world).node(`another-on-${asset}`, { assetName: asset })),
  );
  const ready = await Promise.all(nodes.map((node) => node.then.isReady(180_000)));
  expect(ready.map(({ status }) => status.assetRef?.name)).toEqual(assets);

  await Promise.all(nodes.map((node) => node.when.deleted()));
  await allGone(nodes, 180_000);
}, 420_000);
