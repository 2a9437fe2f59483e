import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { flavor } from '../../api/kinds/flavor.ts';
import { osImage } from '../../api/kinds/os-image.ts';
import { retryUpdate } from '../../workflows/contract.ts';
import { given } from './dsl/scenario.ts';
import type { Fault } from './dsl/simulator.ts';
import { startWorld, type World } from './dsl/world.ts';
import { createForeignHost } from './dsl/foreign.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 180_000);
afterAll(() => world.end(), 60_000);
afterEach(() => world.simulator.clearFaults());

describe('a passing fault is shown, waited out, and leaves exactly one of everything', () => {
  test.each<[step: string, node: string, Fault]>([
    ['create-host', 'down-foreman', { system: 'foreman', method: 'POST', path: '/api/hosts', status: 503 }],
    ['install', 'down-bmc', { system: 'redfish', status: 503 }],
    ['register-cmdb', 'down-cmdb', { system: 'nautobot', path: '/api/dcim/**', status: 500 }],
    ['publish-dns', 'down-dns', { system: 'powerdns', method: 'PATCH', status: 500 }],
    ['ready', 'down-probe', { system: 'proxy', status: 502 }],
  ])('%s', async (step, name, fault) => {
    const seen = (await world.simulator.journal()).length;
    await world.simulator.fault(fault);
    const node = await given(world).node(name);

    await node.then.step(step, 'Retrying', /next attempt in/);
    await world.simulator.clearFaults();
    const ready = await node.then.isReady();

    const uuidEvents = (await world.simulator.journal(seen)).filter(({ system }) => system === 'machine');
    expect(uuidEvents.filter(({ path }) => path.endsWith('/installed') && path.startsWith('/machines/'))).toHaveLength(
      1,
    );
    const fqdn = ready.status.addresses?.find(({ type }) => type === 'Hostname')?.address;
    const { hosts } = await world.simulator.state();
    expect(hosts.filter((host) => host.name === fqdn)).toHaveLength(1);
  });

  test('a reply that got lost after Foreman created the host makes no second one', async () => {
    await world.simulator.fault({ system: 'foreman', method: 'POST', path: '/api/hosts', drop: 'after', count: 1 });
    const node = await given(world).node('lost-reply');

    const ready = await node.then.isReady();

    const fqdn = ready.status.addresses?.find(({ type }) => type === 'Hostname')?.address;
    expect((await world.simulator.state()).hosts.filter((host) => host.name === fqdn)).toHaveLength(1);
  });

  test('a call-back that got lost is made up for by Foreman’s list of finished builds', async () => {
    await world.simulator.fault({ system: 'machine', path: '**/installed', drop: 'before' });
    const node = await given(world).node('lost-call-back');

    await node.then.step('install', 'Done', /told by Foreman/, 90_000);
    await node.then.isReady();
  }, 120_000);
});

describe('a lasting fault stops at once, says what to change, and heals', () => {
  test('schedule-asset: a Flavor that does not exist, until it does', async () => {
    const node = await given(world).node('no-flavor', { flavor: 'bm-missing' });
    await node.then.condition('Scheduled', 'False', /There is no Flavor "bm-missing"/, 10_000);
    await node.then.condition('Stalled', 'True', /NotFound/, 5_000);

    const standard = await world.cluster.get(flavor, { name: 'bm-standard' });
    await world.cluster.create(flavor, { metadata: { name: 'bm-missing' }, spec: standard?.spec as never });

    await node.then.isReady();
  });

  test('schedule-asset: no asset is big enough, and the message counts why', async () => {
    const standard = await world.cluster.get(flavor, { name: 'bm-standard' });
    const spec = { ...standard?.spec, requirements: { ...standard?.spec.requirements, memoryGiB: 100_000 } };
    await world.cluster.create(flavor, { metadata: { name: 'bm-huge' }, spec: spec as never });
    const node = await given(world).node('too-big', { flavor: 'bm-huge' });

    await node.then.condition('Scheduled', 'False', /0\/24 assets: 24 too little memory/);

    await node.when.deleted();
    await node.then.isGone();
  });

  test('schedule-asset: a layout that fits no disk is refused before anything is claimed', async () => {
    const standard = await world.cluster.get(flavor, { name: 'bm-standard' });
    const partitions = standard?.spec.partitions;
    const mounts = partitions?.mounts.map((mount) => (mount.path === '/' ? { ...mount, sizeMiB: 90_000_000 } : mount));
    await world.cluster.create(flavor, {
      metadata: { name: 'bm-overfull' },
      spec: { ...standard?.spec, partitions: { ...partitions, mounts } } as never,
    });
    const node = await given(world).node('overfull', { flavor: 'bm-overfull' });

    await node.then.condition('Scheduled', 'False', /InvalidInput .*(MiB|fit|capacity|size)/);

    await world.cluster.mergePatch(flavor, { name: 'bm-overfull' }, { spec: { partitions } });
    await node.then.isReady();
  });

  test('allocate-addresses: an address that lies in no subnet of the device', async () => {
    const node = await given(world).node('bad-address', { addresses: [{ device: '1', address: '10.77.7.7' }] });

    await node.then.condition('AddressesAllocated', 'False', /10\.77\.7\.7 lies in no subnet/, 15_000);

    await node.when.deleted();
    await node.then.isGone();
  });

  test('render-kickstart: a template of the operator that names what is not there, until it is mended', async () => {
    const sections = ['system', 'network', 'source', 'storage', 'packages', 'scripts'];
    const template = (first: string) =>
      [first, ...sections.map((section) => `{{ sections.${section} }}`), ''].join('\n');
    const configMaps = '/api/v1/namespaces/bedplate-system/configmaps';
    const metadata = { name: 'own-kickstart' };
    await world.cluster.raw({
      method: 'POST',
      path: configMaps,
      body: { metadata, data: { kickstart: template('# {{ asset.colour }}') } },
    });
    const image = await world.cluster.get(osImage, { name: 'rhel9-base' });
    await world.cluster.create(osImage, {
      metadata: { name: 'rhel9-own' },
      spec: { ...image?.spec, kickstart: { templateConfigMapRef: metadata } } as never,
    });
    const node = await given(world).node('own-template', { osImage: { name: 'rhel9-own' } });

    await node.then.condition(
      'Stalled',
      'True',
      /line 1: there is no variable "asset\.colour"; use one of node, asset/,
    );
    const asset = (await node.read()).status.assetRef?.name;
    const machine = (await world.simulator.state()).machines.find(({ name }) => name === asset);
    expect(machine).toMatchObject({ power: 'Off', installs: 0 });

    await world.cluster.raw({
      method: 'PATCH',
      path: `${configMaps}/${metadata.name}`,
      body: { data: { kickstart: template('# in {{ asset.rack }}') } },
      contentType: 'application/merge-patch+json',
    });
    await world.temporal.workflow
      .getHandle((await node.read()).status.workflow?.id ?? '')
      .executeUpdate(retryUpdate, { args: [{ by: 'tester', why: 'the template is mended' }] });
    await node.then.step('render-kickstart', 'Done', /ConfigMap bedplate-system\/own-kickstart/);
    await node.then.isReady();
  });

  test('create-host: a host of somebody else is left alone, and both owners are named', async () => {
    const asset = 'r3-a08';
    const fqdn = 'taken.r3.fleet.example';
    const foreign = await createForeignHost(world.stack.file.simulator?.foreman ?? '', fqdn);
    const node = await given(world).node('taken', { assetName: asset });

    await node.then.condition('Ready', 'False', /Conflict.*create host.*taken\.r3\.fleet\.example/);
    const machine = (await world.simulator.state()).machines.find(({ name }) => name === asset);
    expect(machine).toMatchObject({ power: 'Off', installs: 0 });

    await foreign.remove();
    const read = await node.read();
    await world.temporal.workflow
      .getHandle(read.status.workflow?.id ?? '')
      .executeUpdate(retryUpdate, { args: [{ by: 'tester', why: 'the foreign host is gone' }] });
    await node.then.isReady();
  });

  test('create-host: deleting a node that met a foreign host leaves that host alone', async () => {
    const fqdn = 'guest.r3.fleet.example';
    const foreign = await createForeignHost(world.stack.file.simulator?.foreman ?? '', fqdn);
    const node = await given(world).node('guest', { nodeSelector: { 'topology.tess.io/rack': 'r3' } });
    await node.then.condition('Stalled', 'True', /Conflict/);

    await node.when.deleted();
    await node.then.isGone();

    expect((await world.simulator.state()).hosts.map(({ name }) => name)).toContain(fqdn);
    await foreign.remove();
  });

  test('install: a machine that is not the one of the inventory is not touched', async () => {
    const asset = await world.cluster.get(computeAsset, { name: 'r3-a07' });
    await world.cluster.mergePatch(computeAsset, { name: 'r3-a07' }, { serialNumber: 'SOMEBODY-ELSE' });
    const node = await given(world).node('wrong-machine', { assetName: 'r3-a07' });

    await node.then.condition('Ready', 'False', /Conflict.*SOMEBODY-ELSE/);
    const machine = (await world.simulator.state()).machines.find(({ name }) => name === 'r3-a07');
    expect(machine).toMatchObject({ power: 'Off', powerOns: 0 });

    await world.cluster.mergePatch(computeAsset, { name: 'r3-a07' }, { serialNumber: asset?.serialNumber });
  });

  test('register-cmdb: a refused token names the Secret to mend, and heals when it is mended', async () => {
    const lift = await world.simulator.fault({ system: 'nautobot', status: 403, body: '{"detail":"Invalid token"}' });
    const node = await given(world).node('no-token');
    await node.then.condition('Registered', 'False', /AuthRejected/);

    await lift();
    const read = await node.read();
    await world.temporal.workflow
      .getHandle(read.status.workflow?.id ?? '')
      .executeUpdate(retryUpdate, { args: [{ by: 'tester', why: 'token mended' }] });
    await node.then.isReady();
  }, 90_000);
});
