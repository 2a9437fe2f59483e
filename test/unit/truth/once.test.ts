import { lifeOf } from '../../../hack/truth/life.ts';
import { checkOnce, type Story } from '../../../hack/truth/once.ts';
import type { JournalEntry } from '../../../hack/truth/outside.ts';
import { anOutside, names } from './a-truth.ts';

const { uid, asset, fqdn, address, uuid } = names(1);
const life = lifeOf({ uid, asset, fqdn, addresses: [address], published: [address] }, anOutside([1]));
const fresh: Story = { before: { devices: [] }, provisioned: [life], deleted: [] };

function entry(system: string, method: string, path: string, key: string, changed = true): JournalEntry {
  return { seq: 0, time: '', system, method, path, status: 200, changed, key };
}
const machine = (event: string) => entry('machine', 'EVENT', `/machines/${uuid}/${event}`, uuid);
const zone = (...records: string[]) => entry('powerdns', 'PATCH', '/api/v1/zones/x', ['zone.', ...records].join(' '));
const join = `${address}/24@${asset}:eth1`;

/** What the systems told of one undisturbed node. */
const coming: JournalEntry[] = [
  entry('foreman', 'POST', '/api/media', 'Bedplate rhel9-base'),
  entry('foreman', 'POST', '/api/hosts', fqdn),
  entry('foreman', 'PUT', '/api/hosts/1', fqdn),
  entry('redfish', 'PATCH', `/redfish/v1/Systems/${uuid}`, uuid),
  entry('redfish', 'POST', `/redfish/v1/Systems/${uuid}/Actions/ComputerSystem.Reset`, uuid),
  machine('powered-on'),
  machine('install-started'),
  entry('foreman', 'POST', '/unattended/built', fqdn),
  machine('installed'),
  entry('nautobot', 'POST', '/api/extras/roles/', 'Server'),
  entry('nautobot', 'POST', '/api/dcim/devices/', asset),
  entry('nautobot', 'POST', '/api/dcim/interfaces/', `${asset}:eth1`),
  entry('nautobot', 'POST', '/api/dcim/interfaces/', `${asset}:bmc`),
  entry('nautobot', 'POST', '/api/ipam/ip-addresses/', `${address}/24`),
  entry('nautobot', 'POST', '/api/ipam/ip-address-to-interface/', join),
  entry('nautobot', 'PATCH', '/api/dcim/devices/0123/', asset),
  zone('11.1.1.10.in-addr.arpa./PTR'),
  zone(`${fqdn}./A`),
  machine('booted'),
];

const going: JournalEntry[] = [
  entry('redfish', 'POST', `/redfish/v1/Systems/${uuid}/Actions/ComputerSystem.Reset`, uuid),
  machine('powered-off'),
  entry('foreman', 'PUT', '/api/hosts/1', fqdn),
  entry('foreman', 'PUT', '/api/hosts/1', fqdn),
  entry('redfish', 'PATCH', `/redfish/v1/Systems/${uuid}`, uuid),
  machine('powered-on'),
  machine('wiped'),
  machine('powered-off'),
  zone(`${fqdn}./A`),
  zone('11.1.1.10.in-addr.arpa./PTR'),
  entry('nautobot', 'PATCH', '/api/dcim/devices/0123/', asset),
  entry('nautobot', 'DELETE', '/api/ipam/ip-address-to-interface/1/', join),
  entry('nautobot', 'DELETE', '/api/ipam/ip-addresses/2/', `${address}/24`),
  entry('nautobot', 'PATCH', '/api/dcim/devices/0123/', asset),
  entry('foreman', 'DELETE', '/api/hosts/1', fqdn),
];

test('a node that came, each thing done once', () => {
  expect(checkOnce(coming, fresh)).toEqual({
    compared: { 'changes of nodes': 14, 'changes of what is shared': 2 },
    violations: [],
  });
});

test('a node that came and went, one that only went, and nothing at all', () => {
  expect(checkOnce([...coming, ...going], { ...fresh, deleted: [life] }).violations).toEqual([]);
  expect(checkOnce(going, { ...fresh, provisioned: [], deleted: [life] }).violations).toEqual([]);
  expect(checkOnce([], { ...fresh, provisioned: [] }).violations).toEqual([]);
});

test('what the systems answered without a change counts for nothing', () => {
  const again = coming.map((done) => ({ ...done, changed: false }));
  expect(checkOnce([...coming, ...again], fresh).violations).toEqual([]);
});

const ordersOnly = (done: JournalEntry) => done.system === 'redfish' && done.method === 'POST';

describe('each change of a coming node that is missing, or is done twice, is named', () => {
  const changes = coming.filter((done) => !ordersOnly(done));
  test.each(changes.map((done) => [`${done.system} ${done.method} ${done.path} ${done.key}`, done] as const))(
    '%s',
    (_name, done) => {
      const twice = checkOnce([...coming, done], fresh).violations;
      expect(twice).toHaveLength(1);
      expect(twice[0]).toMatch(/: [23] times, not (1|2|once at most)$/);
      const isShared = /media|roles/.test(done.path);
      const missed = checkOnce(
        coming.filter((other) => other !== done),
        fresh,
      ).violations;
      expect(missed).toHaveLength(isShared ? 0 : 1);
    },
  );
});

describe('each change of a going node that is missing, or is done twice, is named', () => {
  const story = { ...fresh, provisioned: [], deleted: [life] };
  test.each(
    going
      .filter((done) => !ordersOnly(done))
      .map((done) => [`${done.system} ${done.method} ${done.path} ${done.key}`, done] as const),
  )('%s', (_name, done) => {
    expect(checkOnce([...going, done], story).violations).toHaveLength(1);
    expect(
      checkOnce(
        going.filter((other) => other !== done),
        story,
      ).violations,
    ).toHaveLength(1);
  });
});

test('a change that nobody needed is named: another node, another record, a power cut', () => {
  const stray = [
    entry('foreman', 'POST', '/api/hosts', 'other.example'),
    zone('other.example./A'),
    machine('powered-off'),
    entry('nautobot', 'POST', '/api/dcim/devices/', 'r9-a99'),
  ];
  expect(checkOnce([...coming, ...stray], fresh).violations).toEqual([
    'host other.example created: 1 times, not 0',
    'record other.example./A written: 1 times, not 0',
    `machine ${uuid} powered-off: 1 times, not 0`,
    'device r9-a99 written: 1 times, not 0',
  ]);
});

test('interfaces that the device had before are not made again', () => {
  const before = { devices: anOutside([1]).devices };
  const withoutInterfaces = coming.filter(({ path }) => path !== '/api/dcim/interfaces/');
  expect(checkOnce(withoutInterfaces, { ...fresh, before }).violations).toEqual([]);
  expect(checkOnce(coming, { ...fresh, before }).violations).toHaveLength(2);
});

test('the life of a node is read from where it stands', () => {
  expect(life).toEqual({
    fqdn,
    asset,
    machine: uuid,
    interfaces: [`${asset}:eth1`, `${asset}:bmc`],
    addresses: [`${address}/24`],
    joins: [join],
    records: [`${fqdn}./A`, '11.1.1.10.in-addr.arpa./PTR'],
  });
});
