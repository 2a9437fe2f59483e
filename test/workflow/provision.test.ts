import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { installerSignal } from '../../workflows/contract.ts';
import { eventually } from './dsl/eventually.ts';
import { HOST_KEY } from './dsl/machines.ts';
import { condition, step } from './dsl/played-node.ts';
import { openStage, type Stage } from './dsl/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const STEPS = [
  'schedule-asset',
  'allocate-addresses',
  'render-kickstart',
  'create-host',
  'install',
  'register-cmdb',
  'publish-dns',
  'ready',
];

test('a node becomes Ready: eight steps in order, and nothing written outside that is not needed', async () => {
  const world = await stage.play();
  const node = await world.node('web-1');

  await node.isSeen();
  const status = await node.isReady();

  expect(status.steps?.map(({ name, state }) => `${name} ${state}`)).toEqual(STEPS.map((name) => `${name} Done`));
  expect(world.datacenter.outsideWrites()).toEqual([
    'create source Bedplate rhel9',
    'create host web-1.r1.fleet.example',
    'switch build on for host web-1.r1.fleet.example',
    'boot redfish+https://10.2.1.1/redfish/v1/Systems/1 from the network',
    'power on redfish+https://10.2.1.1/redfish/v1/Systems/1',
    'register device r1-a01',
    'publish web-1.r1.fleet.example. A, web-1.r1.fleet.example. AAAA in r1.fleet.example.',
    expect.stringMatching(/^publish 10\.1\.1\.10\.in-addr\.arpa\. PTR/),
    expect.stringMatching(/^publish .*ip6\.arpa\. PTR/),
  ]);
  expect(status).toMatchObject({ assetRef: { name: 'r1-a01' }, sshHostKey: HOST_KEY, observedGeneration: 1 });
  expect(status.addresses?.map(({ address }) => address)).toEqual([
    '10.1.1.10',
    '2001:db8:1:1::2',
    'web-1.r1.fleet.example',
  ]);
});

test('what people search for in Temporal is there, also after the run was exchanged for an idle one', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  const first = (await node.handle.describe()).runId;

  await node.isEdited({ paused: true });
  await node.isPaused();

  const { searchAttributes } = await eventually('another run', async () => {
    const now = await node.handle.describe();
    return now.runId !== first && now;
  });
  expect(searchAttributes).toMatchObject({ BedplateRack: ['r1'], BedplatePhase: ['Ready'] });
});

test('a chain that was lost is made anew from what is there, and writes nothing outside', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await node.terminate();
  const written = world.datacenter.writes().length;

  await node.isSeen();
  const status = await node.shows(
    'Ready once more',
    (shown) =>
      shown.phase === 'Ready' &&
      shown.revision !== undefined &&
      world.calls.lastIndexOf('probe.pass') > world.calls.indexOf('probe.pass'),
  );

  expect(world.datacenter.writes().slice(written)).toEqual([]);
  expect(status.sshHostKey).toBe(HOST_KEY);
  expect(world.datacenter.machines.boots).toEqual(['r1-a01 install']);
});

test('a lost call-back is made good by Foreman’s list of builds', async () => {
  const world = await stage.play();
  world.datacenter.machines.habits('r1-a01', 'loses its call-back');
  const node = await world.node();

  await node.isSeen();
  const status = await node.isReady();

  expect(step(status, 'install')?.message).toBe('installed, told by Foreman');
});

test('the word of an older install is not believed', async () => {
  const world = await stage.play();
  world.datacenter.machines.habits('r1-a01', 'stays silent');
  const node = await world.node();
  await node.isSeen();
  await node.shows('waiting for the installer', (status) => step(status, 'install')?.message?.startsWith('waiting'));

  await node.handle.signal(installerSignal, {
    installId: 'an-older-one',
    event: 'installed',
    detail: '',
    at: '2026-01-01T00:00:00Z',
  });
  expect(step(await node.progress(), 'install')?.state).toBe('Running');

  const claim = await world.datacenter.cluster.get(assetClaim, { name: 'r1-a01' });
  const installId = claim?.spec.installId ?? '';
  for (const event of ['installed', 'booted'] as const) {
    await node.handle.signal(installerSignal, { installId, event, detail: HOST_KEY, at: '2026-01-01T00:00:00Z' });
  }
  await node.isReady();
});

test('a wish of an older generation changes nothing, whatever it says', async () => {
  const world = await stage.play();
  const node = await world.readyNode();
  await node.isEdited({ sshKeys: [] });
  await node.shows('the new generation', (status) => status.observedGeneration === 2);
  const calls = world.calls.length;

  await node.isSeen({ generation: 1, delete: true, why: 'forged' });
  await node.isSeen();

  expect((await node.progress()).phase).toBe('Ready');
  expect(world.calls.slice(calls)).toEqual([]);
});

test('a node that is not there by its uid is Held: nothing is installed and nothing undone', async () => {
  const world = await stage.play();
  const node = await world.node();
  world.datacenter.cluster.forget(computeNode, node.ref);
  const namesake = await world.node('web-1');
  expect(namesake.ref.uid).not.toBe(node.ref.uid);

  await node.isSeen({ generation: 1 });
  const status = await node.isStalled();

  expect(condition(status, 'Stalled')).toMatchObject({
    reason: 'Held',
    message: expect.stringContaining('nothing is installed') as string,
  });
  expect(world.datacenter.outsideWrites()).toEqual([]);
  expect(world.calls).toEqual(['node.read']);
});

test('two nodes of one FQDN: the second names both owners, and touches nothing of the first', async () => {
  const world = await stage.play({ assets: 2 });
  const first = await world.readyNode('web-1');
  const written = world.datacenter.outsideWrites().length;
  const second = await world.node('web-2', { hostname: 'web-1' });

  await second.isSeen();
  const status = await second.isStalled();

  const { reason, message } = condition(status, 'Stalled') ?? {};
  expect(reason).toBe('Conflict');
  expect(message).toContain(`ComputeNode default/web-1 (uid ${first.ref.uid})`);
  expect(message).toContain(`ComputeNode default/web-2 (uid ${second.ref.uid})`);
  expect(world.datacenter.outsideWrites().slice(written)).toEqual([]);

  await second.isDeleted();
  await second.isGone();
  expect((await world.datacenter.hosts.find('web-1.r1.fleet.example'))?.owner?.uid).toBe(first.ref.uid);
  expect(await world.datacenter.dns.list()).toHaveLength(4);
  const { items } = await world.datacenter.cluster.list(ipAddressKind);
  expect(items.filter(({ metadata }) => !metadata.deletionTimestamp).map(({ spec }) => spec.claimRef.name)).toEqual([
    'web-1',
    'web-1',
  ]);
});
