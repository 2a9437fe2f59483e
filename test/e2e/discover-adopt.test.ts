import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { type ComputeAsset, computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { l2Domain } from '../../api/kinds/network.ts';
import { networkSwitch, rack } from '../../api/kinds/rack.ts';
import { readObjects } from '../../hack/cluster/yaml-objects.ts';
import { assetsOf, brownfield, type RunningMachine } from './dsl/brownfield.ts';
import { bedplate } from './dsl/command.ts';
import { eventually } from './dsl/eventually.ts';
import { invariantsHold } from './dsl/invariants.ts';
import { given } from './dsl/scenario.ts';
import { startWorld, type World } from './dsl/world.ts';

let world: World;
let machines: ComputeAsset[];
const folder = mkdtempSync(join(tmpdir(), 'bedplate-inventory-'));
const ofRack = (name: string) => machines.filter((machine) => machine.rack?.name === name);

beforeAll(async () => {
  world = await startWorld({
    untold: ['Rack', 'Switch', 'L2Domain', 'ComputeAsset', 'AvailabilityZone', 'NetworkZone'],
  });
  machines = assetsOf(readObjects(world.stack.file.datacenter));
}, 180_000);
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const asset = async (name: string) => world.cluster.get(computeAsset, { name });
const count = async (kind: Parameters<World['cluster']['list']>[0]) => (await world.cluster.list(kind)).items.length;
const seq = async () => (await world.simulator.journal()).at(-1)?.seq ?? 0;

/** In the outside systems' own words: what was asked since then was only read. */
async function expectOnlyRead(since: number, system: string): Promise<void> {
  const calls = (await world.simulator.journal(since)).filter((call) => call.system !== 'admin');
  expect(calls.filter((call) => call.system === system).length).toBeGreaterThan(0);
  expect(calls.filter(({ method, changed }) => changed || method !== 'GET')).toEqual([]);
}

/** What a team keeps in a spreadsheet: no sizes, no disks. */
function csvOf(assets: readonly ComputeAsset[], units: (unit: number) => number = (unit) => unit): string {
  const header = 'name,serial,zone,rack,unit,bmc_address,nic1_mac,nic1_l2domain,nic1_switch';
  const lines = assets.map((machine) => {
    const nic = machine.devices[0]?.l2Domain;
    const place = ['az1', machine.rack?.name, units(machine.rack?.unit ?? 0)];
    const network = [nic?.macAddress, nic?.name, nic?.networkSwitch?.name];
    return [machine.metadata.name, machine.serialNumber, ...place, machine.bmc?.address, ...network].join(',');
  });
  return [header, ...lines].join('\n');
}

test('a spreadsheet becomes racks, switches, L2 domains and assets, their sizes by their BMCs', async () => {
  const file = join(folder, 'r1.csv');
  writeFileSync(file, csvOf(ofRack('r1')));
  const since = await seq();

  const shown = await bedplate(world, 'discover', '--csv', file);
  expect(shown.output).toContain('+ Rack r1');
  expect(shown.output).toContain('+ ComputeAsset r1-a01 (dell r640 serial');
  expect(shown).toMatchObject({ exit: 0, output: expect.stringContaining('Nothing was written') });
  expect(await count(computeAsset)).toBe(0);
  const manifests = await bedplate(world, 'discover', '--csv', file, '-o', 'yaml');
  expect(manifests.stdout.match(/^kind: ComputeAsset$/gm)).toHaveLength(8);

  expect(await bedplate(world, 'discover', '--csv', file, '--yes')).toMatchObject({ exit: 0 });

  expect(await Promise.all([count(rack), count(networkSwitch), count(l2Domain), count(computeAsset)])).toEqual([
    1, 1, 1, 8,
  ]);
  const [expected] = ofRack('r1');
  const made = await asset('r1-a01');
  expect(made).toMatchObject({
    manufacturer: 'dell',
    serialNumber: expected?.serialNumber,
    cpu: { cores: 32 },
    memory: { sizeGiB: 192 },
    bmc: { address: expected?.bmc?.address, systemId: expected?.bmc?.systemId },
  });
  expect(made?.devices.flatMap(({ disk }) => disk ?? [])).toMatchObject([
    { name: 'sda', sizeGiB: 480 },
    { name: 'sdb', sizeGiB: 480 },
  ]);
  const again = await bedplate(world, 'discover', '--csv', file, '--yes');
  expect(again.stdout).toMatch(/^0 to create, \d+ unchanged, 0 differ, 0 refused\.\n$/);
  expect(again.exit).toBe(0);
  await expectOnlyRead(since, 'redfish');
}, 120_000);

test('what differs is shown and is an exit status; it is taken only when that is said', async () => {
  const file = join(folder, 'moved.csv');
  const [first, second] = ofRack('r1');
  const serial = first?.serialNumber ?? '';
  const unit = second?.rack?.unit ?? 0;
  writeFileSync(file, csvOf(ofRack('r1'), (known) => known + 20).replace(serial, 'BP999999'));

  const shown = await bedplate(world, 'discover', '--csv', file, '--no-enrich', '--yes');
  expect(shown.output).toMatch(new RegExp(`~ ComputeAsset r1-a02 +rack\\.unit +${unit} +${unit + 20} +--update`));
  expect(shown.output).toMatch(new RegExp(`~ ComputeAsset r1-a01 +serialNumber +${serial} +BP999999 +by hand`));
  expect(shown.exit).toBe(1);
  expect(await asset('r1-a02')).toMatchObject({ rack: { unit } });

  const taken = await bedplate(world, 'discover', '--csv', file, '--no-enrich', '--yes', '--update');
  expect(taken.exit).toBe(1);
  expect(await asset('r1-a02')).toMatchObject({ rack: { unit: unit + 20 } });
  expect(await asset('r1-a01')).toMatchObject({ serialNumber: serial, rack: first?.rack });

  writeFileSync(file, `${csvOf(ofRack('r1'))}\nr1-a09,,az1,r1,zero,,52:54,,\n`);
  const refused = await bedplate(world, 'discover', '--csv', file, '--yes');
  expect(refused).toMatchObject({
    exit: 1,
    output: expect.stringContaining('line 10, column unit: must be a whole number'),
  });
  expect(refused.output).toContain('line 10, column nic1_mac: must be a MAC address');
}, 120_000);

let running: RunningMachine[];

test('the CMDB tells of machines, their BMCs of the rest, a list of BMCs of machines that nobody knew', async () => {
  const field = brownfield(world);
  await field.prepare(machines);
  const [first, second, third, ...rest] = ofRack('r2');
  if (!first || !second || !third) throw new Error('rack r2 has eight machines');
  running = [
    await field.running(first, 'old-1', '10.1.2.10'),
    await field.running(second, 'old-2', '10.1.2.11'),
    await field.running(third, 'old-3', '10.1.2.12'),
  ];
  for (const machine of rest) await field.free(machine);
  const since = await seq();

  const cmdb = ['discover', '--cmdb', '--no-enrich'];
  expect(await bedplate(world, ...cmdb, '--yes')).toMatchObject({ exit: 0 });
  expect(await asset('r2-a01')).toMatchObject({ serialNumber: first.serialNumber, rack: first.rack });
  expect((await bedplate(world, ...cmdb)).stdout).toMatch(/^0 to create, \d+ unchanged, 0 differ, 0 refused\.\n$/);

  const file = join(folder, 'bmcs.txt');
  const addresses = [...ofRack('r2'), ...ofRack('r3')].map(({ bmc }) => bmc?.address ?? '');
  writeFileSync(file, ['# both racks', ...addresses].join('\n'));
  const redfish = ['discover', '--redfish', file, '--bmc-secret', 'bedplate-system/bmc-default'];
  const shown = await bedplate(world, ...redfish);
  expect(shown.output).toMatch(/~ ComputeAsset r2-a01 +memory\.sizeGiB +- +192 +--update/);
  expect(shown.exit).toBe(1);
  expect(await bedplate(world, ...redfish, '--yes', '--update')).toMatchObject({ exit: 0 });
  expect((await bedplate(world, ...redfish)).stdout).toMatch(/^0 to create, \d+ unchanged, 0 differ, 0 refused\.\n$/);
  expect(await count(computeAsset)).toBe(24);
  expect(await asset('r2-a01')).toMatchObject({ cpu: { cores: 32 }, bmc: { systemId: first.bmc?.systemId } });
  await expectOnlyRead(since, 'nautobot');
  await expectOnlyRead(since, 'redfish');
}, 180_000);

test('machines that run become Ready nodes, and nothing is done to them', async () => {
  const options = ['--flavor', 'bm-standard', '--image', 'rhel9-base', '--labels', 'node-pool-name=old'];
  const early = await bedplate(world, 'adopt', 'old-1', ...options);
  expect(early.output).toMatch(
    /Left: old-1\.r2\.fleet\.example: asset r2-a01 is not used: L2Domain r2-servers .*no subnet/,
  );
  expect(early.exit).toBe(1);
  await world.cluster.mergePatch(l2Domain, { name: 'r2-servers' }, { spec: { subnets: ['r2-v4', 'r2-v6'] } });
  await eventually('the assets of r2 are accepted', async () => {
    const { items } = await world.cluster.list(computeAsset);
    const refused = items.filter(
      ({ rack: place, status }) =>
        place?.name === 'r2' &&
        status?.conditions?.some(({ type, status: is }) => type === 'Accepted' && is === 'False'),
    );
    if (refused.length > 0) throw new Error(refused.map(({ metadata }) => metadata.name).join(', '));
    return true;
  });
  const since = await seq();
  const before = await world.simulator.state();

  const shown = await bedplate(world, 'adopt', '--all', ...options);
  expect(shown.output).toMatch(/old-1\.r2\.fleet\.example +r2-a01 +10\.1\.2\.10 +default\/old-1/);
  expect(shown.output).toContain('3 to adopt, 0 are nodes already, 0 left.');
  expect(shown.exit).toBe(0);
  await expectOnlyRead(since, 'foreman');
  expect(await count(computeNode)).toBe(0);

  expect(await bedplate(world, 'adopt', '--all', ...options, '--yes')).toMatchObject({ exit: 0 });
  for (const name of ['old-1', 'old-2', 'old-3']) {
    const node = await eventually(`${name} is Ready`, async () => {
      const found = await world.cluster.get(computeNode, { namespace: 'default', name });
      if (found?.status.phase === 'Ready') return found;
      throw new Error(JSON.stringify(found?.status.steps));
    });
    expect(node.metadata.labels).toMatchObject({ 'node-pool-name': 'old', 'topology.tess.io/rack': 'r2' });
    expect(node.status.history).toMatchObject([{ operation: 'adopt', result: 'Ready' }]);
  }

  const calls = await world.simulator.journal(since);
  expect(calls.filter(({ system }) => system === 'redfish' || system === 'machine')).toEqual([]);
  const writes = calls
    .filter(({ changed }) => changed)
    .map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}|\d+\/?$/, '')}`);
  expect(new Set(writes)).toEqual(
    new Set([
      'PUT /api/hosts/',
      'POST /api/extras/custom-fields/',
      'PATCH /api/dcim/devices//',
      'PATCH /api/ipam/ip-addresses//',
      'PATCH /api/v1/servers/localhost/zones/r2.fleet.example.',
      'PATCH /api/v1/servers/localhost/zones/2.1.10.in-addr.arpa.',
    ]),
  );
  const after = await world.simulator.state();
  expect(after.machines).toEqual(before.machines);
  const plain = (state: typeof after) => state.hosts.map(({ name, mac, build }) => ({ name, mac, build }));
  expect(plain(after)).toEqual(plain(before));
  const contents = (state: typeof after) =>
    state.rrsets.map(({ name, type, records }) => JSON.stringify({ name, type, records })).sort();
  expect(contents(after)).toEqual(contents(before));
  expect((await bedplate(world, 'adopt', '--all', ...options)).output).toContain('0 to adopt, 3 are nodes already');
}, 120_000);

test('nodes that are provisioned beside them take neither their machines nor their addresses', async () => {
  const fresh = await given(world).node('fresh', { nodeSelector: { 'topology.tess.io/rack': 'r2' } });
  const node = await fresh.then.isReady(90_000);

  const addresses = node.status.addresses?.map(({ address }) => address) ?? [];
  expect(addresses).toContain('10.1.2.13');
  expect(running.map(({ asset: name }) => name)).not.toContain(node.status.assetRef?.name);
  const claims = (await world.cluster.list(assetClaim)).items;
  expect(
    claims
      .filter(({ spec }) => spec.adoption === 'Done')
      .map(({ metadata }) => metadata.name)
      .sort(),
  ).toEqual(running.map(({ asset: name }) => name).sort());
  const { machines: metal } = await world.simulator.state();
  for (const { asset: name } of running)
    expect(metal.find((machine) => machine.name === name)).toMatchObject({ power: 'On', installs: 0, powerOns: 0 });
  await invariantsHold(world);
  expect(await bedplate(world, 'doctor')).toMatchObject({ exit: 0 });
}, 150_000);
