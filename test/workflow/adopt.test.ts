import { Failure } from '../../activities/failure.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { formatOwner } from '../../api/owner.ts';
import { theirs } from '../contract/owners.ts';
import { condition, step } from './dsl/played-node.ts';
import { adopting, aRunningMachine } from './dsl/running.ts';
import { openStage, type Stage } from './dsl/stage.ts';
import type { World } from './dsl/world.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const MARKS = [
  'adopt host old-1.r1.fleet.example',
  'adopt device r1-a01',
  'adopt old-1.r1.fleet.example. A in r1.fleet.example.',
  'adopt 101.1.1.10.in-addr.arpa. PTR in 10.in-addr.arpa.',
];

const claimOf = async ({ datacenter }: World) => datacenter.cluster.get(assetClaim, { name: 'r1-a01' });

test('a machine that runs becomes a Ready node by marks alone', async () => {
  const world = await stage.play();
  const node = await world.node('old-1', adopting(await aRunningMachine(world)));

  await node.isSeen();
  const status = await node.isReady();

  expect(world.datacenter.outsideWrites()).toEqual(MARKS);
  expect(world.calls.filter((name) => name.startsWith('bmc.'))).toEqual([]);
  expect(world.calls).not.toContain('scheduler.claim');
  expect(world.datacenter.machines.power('r1-a01')).toBe('On');
  expect(status.history).toMatchObject([{ operation: 'adopt', result: 'Ready' }]);
  expect(status.assetRef).toEqual({ name: 'r1-a01' });
  expect(status.addresses).toEqual([
    { type: 'InternalIP', address: '10.1.1.101' },
    { type: 'Hostname', address: 'old-1.r1.fleet.example' },
  ]);
  for (const type of ['Scheduled', 'AddressesAllocated', 'Provisioned', 'Registered', 'DNSPublished', 'Ready'])
    expect(condition(status, type)).toMatchObject({ type, status: 'True' });
  expect(step(status, 'render-kickstart')).toMatchObject({ state: 'Done', message: 'nothing to adopt' });
  expect((await claimOf(world))?.spec).toMatchObject({ booted: true, adoption: 'Done', nodeRef: { name: 'old-1' } });
  const { items } = await world.datacenter.cluster.list(ipAddressKind);
  expect(items.map(({ spec }) => spec.address)).toEqual(['10.1.1.101']);
});

test('another node gets neither its machine nor its address', async () => {
  const world = await stage.play({ assets: 2 });
  const old = await world.node('old-1', adopting(await aRunningMachine(world)));
  await old.isSeen();
  await old.isReady();

  const other = await world.readyNode('web-1');
  const greedy = await world.node('web-2', {
    assetName: 'r1-a01',
    addresses: [{ device: '1', address: '10.1.1.101' }],
  });
  await greedy.isSeen();

  expect((await other.progress()).assetRef).toEqual({ name: 'r1-a02' });
  await greedy.isStalled();
  expect(world.datacenter.machines.boots).toEqual(['r1-a02 install']);
  expect(world.datacenter.machines.power('r1-a01')).toBe('On');
});

test.each<[string, (world: World) => void, RegExp, string]>([
  [
    'a host of another owner',
    ({ datacenter }) => datacenter.hosts.plant('old-1.r1.fleet.example', '52:54:00:01:01:01', formatOwner(theirs)),
    /team-b\/n9/,
    'create-host',
  ],
  [
    'a host that would be installed at its next boot',
    ({ datacenter }) => datacenter.hosts.plant('old-1.r1.fleet.example', '52:54:00:01:01:01', undefined, [], true),
    /build mode/,
    'create-host',
  ],
  [
    'a host of another MAC',
    ({ datacenter }) => datacenter.hosts.plant('old-1.r1.fleet.example', '52:54:00:01:01:99'),
    /52:54:00:01:01:99/,
    'create-host',
  ],
  [
    'a device that does not run',
    ({ datacenter }) => datacenter.cmdb.plantDevice({ name: 'r1-a01', location: 'az1', status: 'Inventory' }),
    /Inventory/,
    'register-cmdb',
  ],
  [
    'a record that leads elsewhere',
    ({ datacenter }) =>
      datacenter.dns.plant({ name: 'old-1.r1.fleet.example.', type: 'A', ttl: 60, contents: ['10.1.1.200'] }),
    /10\.1\.1\.200/,
    'publish-dns',
  ],
])(
  '%s is said, nothing is made or installed in its place, and a deletion takes only our marks off',
  async (_what, spoil, words, failing) => {
    const world = await stage.play();
    const node = await world.node('old-1', adopting(await aRunningMachine(world)));
    spoil(world);
    const { hosts, cmdb, dns, machines } = world.datacenter;
    const hostBefore = await hosts.find('old-1.r1.fleet.example');
    const deviceBefore = await cmdb.find('r1-a01', 'az1');
    const recordBefore = await dns.find('old-1.r1.fleet.example.', 'A');

    await node.isSeen();
    const status = await node.isStalled();

    expect(condition(status, 'Stalled')?.message).toMatch(words);
    expect(step(status, failing)?.state).toBe('Failed');
    expect((await claimOf(world))?.spec).toMatchObject({ booted: true, adoption: 'Pending' });
    expect(world.datacenter.outsideWrites().every((line) => line.startsWith('adopt '))).toBe(true);

    await node.isDeleted();
    await node.isGone();

    expect(world.datacenter.outsideWrites().every((line) => /^(adopt|disown) /.test(line))).toBe(true);
    expect(await hosts.find('old-1.r1.fleet.example')).toEqual(hostBefore);
    expect(await cmdb.find('r1-a01', 'az1')).toEqual(deviceBefore);
    expect(await dns.find('old-1.r1.fleet.example.', 'A')).toEqual(recordBefore);
    expect(machines.power('r1-a01')).toBe('On');
    expect(world.calls.filter((name) => name.startsWith('bmc.') || name.startsWith('fuse.'))).toEqual([]);
    expect(await claimOf(world)).toBeUndefined();
  },
);

test('a host that is not there is waited for, and adopted when it is', async () => {
  const world = await stage.play();
  const machine = await aRunningMachine(world);
  const { hosts } = world.datacenter;
  await hosts.adopt(machine.fqdn, ['52:54:00:01:01:01'], theirs);
  await hosts.deleteHost(machine.fqdn, theirs);
  const node = await world.node('old-1', adopting(machine));
  await node.isSeen();
  expect(condition(await node.isStalled(), 'Stalled')).toMatchObject({ reason: 'NotFound' });
  expect(await hosts.find(machine.fqdn)).toBeUndefined();

  hosts.plant(machine.fqdn, '52:54:00:01:01:01', undefined, [machine.address]);
  await node.retry();

  expect((await node.isReady()).history?.at(-1)).toMatchObject({ operation: 'adopt', result: 'Ready' });
});

test.each<[string, object, RegExp]>([
  ['names no asset', { assetName: '' }, /must name both the host .* and its asset/],
  ['names no address', { addresses: [] }, /names none of its addresses/],
  ['names an address of no subnet', { addresses: [{ device: '1', address: '192.0.2.1' }] }, /lies in no subnet/],
  ['would have another name', { hostname: 'new-1' }, /would be called new-1\.r1\.fleet\.example/],
])('a node that %s adopts nothing, and is not provisioned instead', async (_what, spec, words) => {
  const world = await stage.play({ assets: 2 });
  const node = await world.node('old-1', { ...adopting(await aRunningMachine(world)), ...spec });

  await node.isSeen();

  expect(condition(await node.isStalled(), 'Stalled')?.message).toMatch(words);
  expect(world.datacenter.outsideWrites()).toEqual([]);
  expect(world.datacenter.machines.boots).toEqual([]);
});

test('a step that is interrupted is done once more and changes nothing twice', async () => {
  const world = await stage.play();
  const node = await world.node('old-1', adopting(await aRunningMachine(world)));
  const fault = world.disturbances.fails('cmdb.adoptDevice', new Failure('Unavailable', 'the answer is lost'), 'after');
  await node.isSeen();
  await node.shows('retrying', (status) => step(status, 'register-cmdb')?.state === 'Retrying');
  fault.heal();
  await node.retry();
  await node.isReady();

  expect(world.datacenter.outsideWrites()).toEqual(MARKS);
});

test('deleting an adopted node gives everything back as that of any node whose disks are kept', async () => {
  const world = await stage.play();
  const node = await world.node('old-1', adopting(await aRunningMachine(world)));
  await node.isSeen();
  await node.isReady();
  const before = world.datacenter.outsideWrites().length;

  await node.isDeleted();
  await node.isGone();

  expect(world.datacenter.outsideWrites().slice(before)).toEqual([
    'power off redfish+https://10.2.1.1/redfish/v1/Systems/1',
    'withdraw old-1.r1.fleet.example. A from r1.fleet.example.',
    'withdraw 101.1.1.10.in-addr.arpa. PTR from 10.in-addr.arpa.',
    'unregister device r1-a01',
    'delete host old-1.r1.fleet.example',
  ]);
  expect(world.calls).toContain('fuse.admit');
  expect(world.datacenter.machines.boots).toEqual([]);
  expect((await claimOf(world))?.spec.hold).toMatchObject({ phase: 'Quarantined', reason: /still hold data/ });
  const { items } = await world.datacenter.cluster.list(ipAddressKind);
  expect(items.every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
});

test('a deletion in the middle of an adoption takes the marks off, and leaves the machine as it is', async () => {
  const world = await stage.play();
  const node = await world.node('old-1', adopting(await aRunningMachine(world)));
  const held = world.disturbances.holds('dns.adopt', 'after');
  await node.isSeen();
  await held.reached;
  await node.isDeleted();
  held.letGo();
  await node.isGone();

  const { hosts, cmdb, dns, machines } = world.datacenter;
  expect(machines.power('r1-a01')).toBe('On');
  expect((await hosts.find('old-1.r1.fleet.example'))?.owner).toBeUndefined();
  expect(await cmdb.find('r1-a01', 'az1')).toMatchObject({ status: 'Active', owner: undefined });
  expect(await dns.find('old-1.r1.fleet.example.', 'A')).toMatchObject({ owner: undefined });
  expect(await cmdb.marked()).toEqual([]);
  expect(await claimOf(world)).toBeUndefined();
});
