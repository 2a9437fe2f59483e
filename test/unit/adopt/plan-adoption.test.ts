import { formatOwner } from '../../../api/owner.ts';
import { chooseHosts } from '../../../starter/adopt/choose-hosts.ts';
import type { FoundFleet } from '../../../starter/adopt/found-fleet.ts';
import { planAdoption } from '../../../starter/adopt/plan-adoption.ts';
import { asset, device, fleet, host, named, wish } from './a-found-fleet.ts';

const plan = (found: FoundFleet) => planAdoption(found.hosts, found, wish);
const mark = formatOwner({ namespace: 'team-b', name: 'n9', uid: 'uid-9', installId: 'i-9' });

test('a machine that everybody knows and nobody claims is adopted as it is', () => {
  expect(plan(fleet())).toEqual([
    {
      verdict: 'adopt',
      host: 'old-1.r1.fleet.example',
      asset: 'r1-a01',
      addresses: ['10.1.1.101'],
      node: {
        metadata: { name: 'old-1', namespace: 'default', labels: { pool: 'web' } },
        spec: {
          provider: 'native',
          flavor: 'bm-standard',
          osImage: { name: 'rhel9-base' },
          assetName: 'r1-a01',
          adopt: { host: 'old-1.r1.fleet.example' },
          addresses: [{ device: '1', address: '10.1.1.101' }],
          deletionPolicy: 'Retain',
        },
      },
    },
  ]);
});

test('addresses are gathered from both systems, each once, at the device that has them', () => {
  const second = { name: 'eth2', mac: '52:54:00:00:00:03', management: false, addresses: ['10.1.1.102/24'] };
  const management = { name: 'bmc', mac: '52:54:00:00:00:02', management: true, addresses: ['10.2.1.1/24'] };
  const [eth1] = device().interfaces;
  const two = asset().devices.concat({
    function: 'network',
    index: 2,
    l2Domain: { name: 'r1-servers', macAddress: '52:54:00:00:00:03' },
  });
  const found = fleet({
    assets: [asset({ devices: two })],
    devices: [device({ interfaces: eth1 ? [eth1, second, management] : [] })],
  });

  expect(plan(found)).toMatchObject([
    {
      verdict: 'adopt',
      addresses: ['10.1.1.101', '10.1.1.102'],
      node: { spec: { addresses: [{ device: '1' }, { device: '2' }] } },
    },
  ]);
});

test.each<[string, Partial<FoundFleet>, string]>([
  ['no asset', { assets: [] }, 'no ComputeAsset has its MAC 52:54:00:00:00:01; bedplate discover makes them'],
  ['two assets', { assets: [asset(), asset({}, 'r1-a02')] }, 'several ComputeAssets have its MAC: r1-a01, r1-a02'],
  [
    'two hosts of one machine',
    { hosts: [host(), host({ fqdn: 'old-2.r1.fleet.example' })] },
    'host old-2.r1.fleet.example has a MAC of asset r1-a01 too',
  ],
  [
    'build mode',
    { hosts: [host({ build: true })] },
    'it is in build mode: its machine would be installed at its next boot',
  ],
  [
    'a claimed asset',
    { claims: [{ ...named('r1-a01'), spec: { nodeRef: { namespace: 'default', name: 'web-1' } } }] as never },
    'asset r1-a01 is claimed by ComputeNode default/web-1',
  ],
  [
    'an asset that is not accepted',
    { assets: [asset({ status: { conditions: [{ type: 'Accepted', status: 'False', message: 'two of one MAC' }] } })] },
    'asset r1-a01 is not used: two of one MAC',
  ],
  ['no device', { devices: [] }, 'the CMDB has no device with the name, serial number or MACs of asset r1-a01'],
  [
    'two devices',
    { devices: [device(), device({ name: 'spare', interfaces: [] })] },
    'several devices in the CMDB have the name, serial number or MACs of asset r1-a01: r1-a01, spare',
  ],
  [
    'a device of another name',
    { devices: [device({ name: 'srv-77' })] },
    'the CMDB calls the machine of asset r1-a01 srv-77: rename one of them',
  ],
  [
    'a device of another serial number',
    { devices: [device({ serial: 'BP99' })] },
    'device r1-a01 in the CMDB has the serial number BP99, and the asset BP01',
  ],
  [
    'a device elsewhere',
    { devices: [device({ location: 'az2' })] },
    'device r1-a01 is in location az2 of the CMDB, and the asset in az1',
  ],
  [
    'a device that is free',
    { devices: [device({ status: 'Inventory' })] },
    'the CMDB calls device r1-a01 Inventory, not Active',
  ],
  [
    "somebody else's device",
    { devices: [device({ mark })] },
    'device r1-a01 in the CMDB belongs to ComputeNode team-b/n9 (uid uid-9)',
  ],
  [
    "somebody else's host",
    { hosts: [host({ mark })] },
    'it belongs to ComputeNode team-b/n9 (uid uid-9), which is none of this cluster',
  ],
  [
    'a mark that nobody knows',
    { hosts: [host({ mark: 'web team' })] },
    'it belongs to "web team", which is none of this cluster',
  ],
  [
    'an address of no subnet',
    { hosts: [host({ addresses: ['192.0.2.1'] })] },
    'its address 192.0.2.1 lies in no subnet of L2 domain r1-servers',
  ],
  [
    'no address',
    { hosts: [host({ addresses: [] })], devices: [device({ interfaces: [] })] },
    'neither Foreman nor the CMDB knows an address of it',
  ],
  [
    'a held address',
    {
      addresses: [{ ...named('core-0a010165'), spec: { claimRef: { namespace: 'default', name: 'web-1' } } }] as never,
    },
    'its address 10.1.1.101 is held by ComputeNode default/web-1',
  ],
  [
    'another domain',
    { hosts: [host({ fqdn: 'old-1.elsewhere.example' })] },
    "its network's domain is r1.fleet.example: a node there can't be called old-1.elsewhere.example",
  ],
  [
    'a name with a dot',
    { hosts: [host({ fqdn: 'a.b.r1.fleet.example' })] },
    "its network's domain is r1.fleet.example: a node there can't be called a.b.r1.fleet.example",
  ],
  [
    'a namesake',
    { nodes: [{ ...named('old-1', { namespace: 'default', uid: 'u' }), spec: {} }] as never },
    'there is another ComputeNode default/old-1',
  ],
])('%s: it is left, and said why', (_what, said, why) => {
  const [verdict] = plan(fleet(said));
  expect(verdict).toEqual({ verdict: 'left', host: expect.any(String), why });
});

test('what was adopted, or is being, is known and not adopted again', () => {
  const ours = formatOwner({ namespace: 'default', name: 'web-1', uid: 'uid-1', installId: 'i-1' });
  const node = (spec: object) => [{ ...named('web-1', { namespace: 'default', uid: 'uid-1' }), spec }] as never;

  expect(plan(fleet({ hosts: [host({ mark: ours })], nodes: node({}) }))).toEqual([
    { verdict: 'known', host: 'old-1.r1.fleet.example', node: 'default/web-1' },
  ]);
  expect(plan(fleet({ nodes: node({ adopt: { host: 'old-1.r1.fleet.example' } }) }))).toEqual([
    { verdict: 'known', host: 'old-1.r1.fleet.example', node: 'default/web-1' },
  ]);
});

test('two machines with one address are both left', () => {
  const other = { index: 1, l2Domain: { name: 'r1-servers', macAddress: '52:54:00:00:00:11' } };
  const found = fleet({
    hosts: [host(), host({ fqdn: 'old-2.r1.fleet.example', mac: '52:54:00:00:00:11' })],
    assets: [asset(), asset({ serialNumber: 'BP02', devices: [{ function: 'network', ...other }] }, 'r1-a02')],
    devices: [device(), device({ name: 'r1-a02', serial: 'BP02', interfaces: [] })],
  });

  expect(plan(found)).toMatchObject([
    { verdict: 'left', why: 'old-2.r1.fleet.example has its name or an address of it too' },
    { verdict: 'left', why: 'old-1.r1.fleet.example has its name or an address of it too' },
  ]);
});

test('hosts are chosen by name, by the labels of their assets, or all', () => {
  const found = fleet({ hosts: [host(), host({ fqdn: 'stray.r1.fleet.example', mac: '52:54:00:00:00:77' })] });
  const chosen = (choice: object) =>
    chooseHosts({ names: [], all: false, selector: {}, ...choice }, found).map(({ fqdn }) => fqdn);

  const [one, stray] = ['old-1.r1.fleet.example', 'stray.r1.fleet.example'];
  expect(chosen({ all: true })).toEqual([one, stray]);
  expect(chosen({ names: ['old-1', 'r1-a01', 'OLD-1.r1.fleet.example'] })).toEqual([one]);
  expect(chosen({ selector: { 'topology.tess.io/rack': 'r1' } })).toEqual([one]);
  expect(chosen({ selector: { 'topology.tess.io/rack': 'r2' } })).toEqual([]);
  expect(() => chosen({ names: ['old-2'] })).toThrow('Foreman has no host old-2, and none on an asset of that name.');
});
