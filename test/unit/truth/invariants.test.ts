import { comparedInAll, describeFinding } from '../../../hack/truth/finding.ts';
import { checkInvariants, type Truth } from '../../../hack/truth/invariants.ts';
import { aClaim, aNode, aRecord, aTruth, anAddress, names } from './a-truth.ts';

test('a world in order: everything is compared, nothing is wrong', () => {
  const finding = checkInvariants(aTruth());
  expect(finding.violations).toEqual([]);
  expect(finding.compared).toEqual({
    machines: 3,
    nodes: 2,
    'owners of an asset': 8,
    'owners of an address': 12,
    AssetClaim: 2,
    IPAddress: 2,
    'Foreman host': 2,
    'CMDB device': 2,
    'CMDB address': 2,
    'DNS record': 4,
    machine: 2,
    'facts of Ready nodes': 22,
    'Ready nodes': 2,
  });
  expect(comparedInAll(finding)).toBe(65);
  expect(describeFinding(finding)).toMatch(/^compared 3 machines, 2 nodes, .* 0 violations$/);
});

test('an empty world compares nothing, and says so', () => {
  const nothing = { machines: [], hosts: [], devices: [], addresses: [], rrsets: [] };
  expect(comparedInAll(checkInvariants({ nodes: [], claims: [], addresses: [], outside: nothing }))).toBe(0);
});

type Damage = (truth: Truth) => Truth | void;
const [first, second] = [names(1), names(2)];
const gone = (truth: Truth): Truth => ({ ...truth, nodes: truth.nodes.slice(0, 1) });
const hostOf = ({ outside }: Truth, number: number) => outside.hosts[number - 1]!;
const deviceOf = ({ outside }: Truth, number: number) => outside.devices[number - 1]!;
const machineOf = ({ outside }: Truth, number: number) => outside.machines[number - 1]!;
const held = (phase: string) => ({ ...aClaim(2), spec: { ...aClaim(2).spec, hold: { phase } } }) as never;

describe('each kind of damage is seen and named', () => {
  test.each<[what: string, damage: Damage, words: RegExp]>([
    [
      'an asset that Foreman gave to another node',
      (truth) => void (hostOf(truth, 1).parameters.bedplate_owner = second.mark),
      /asset r1-a01 has two owners: AssetClaim r1-a01 says uid-1, Foreman host web-1.* says uid-2/,
    ],
    [
      'an asset that the CMDB gave to another node',
      (truth) => void (deviceOf(truth, 1).custom_fields.bedplate_owner = second.mark),
      /asset r1-a01 has two owners: .*CMDB device r1-a01 says uid-2/,
    ],
    [
      'an address on two machines',
      (truth) => void machineOf(truth, 2).installed!.addresses.push(first.address),
      /address 11\.1\.1\.10\.in-addr\.arpa\. has two owners: .*machine r1-a02 \(On, disks os\) says uid-2/,
    ],
    [
      'an address that the CMDB gave to another node',
      (truth) => void (truth.outside.addresses[0]!.custom_fields.bedplate_owner = second.mark),
      /address .* has two owners: .*CMDB address 10\.1\.1\.11\/24 says uid-2/,
    ],
    [
      'a pointer of another node',
      (truth) => void (truth.outside.rrsets[1]!.comments = [{ content: second.mark }]),
      /address .* has two owners: .*DNS record 11\.1\.1\.10\.in-addr\.arpa\. PTR says uid-2/,
    ],
    [
      'an address that rests and is in use again',
      (truth) => {
        const resting = { ...anAddress(1), metadata: { name: 'x', deletionTimestamp: 'now' } };
        const other = { ...anAddress(1), spec: { ...anAddress(1).spec, claimRef: { ...aClaim(2).spec.nodeRef } } };
        return { ...truth, addresses: [resting, other, anAddress(2)] as never };
      },
      /has two owners: IPAddress 10\.1\.1\.11 says uid-1, IPAddress 10\.1\.1\.11 says uid-2/,
    ],
    [
      'a node with two assets',
      (truth) => ({
        ...truth,
        claims: [...truth.claims, { ...aClaim(1), metadata: { name: 'r1-a03' } } as never],
      }),
      /node uid-1 holds 2 assets: r1-a01, r1-a03/,
    ],
    ['a claim that is left', gone, /AssetClaim r1-a02 is left of node uid-2, which is gone/],
    ['an address that is left', gone, /IPAddress 10\.1\.1\.12 is left of node uid-2/],
    ['a host that is left', gone, /Foreman host web-2\.r1\.fleet\.example is left of node uid-2/],
    ['a device that is left', gone, /CMDB device r1-a02 is left of node uid-2/],
    ['an address that is left in the CMDB', gone, /CMDB address 10\.1\.1\.12\/24 is left of node uid-2/],
    ['a record that is left', gone, /DNS record web-2\.r1\.fleet\.example\. A is left of node uid-2/],
    ['a pointer that is left', gone, /DNS record 12\.1\.1\.10\.in-addr\.arpa\. PTR is left of node uid-2/],
    ['a machine that still runs', gone, /machine r1-a02 \(On, disks os\) is left of node uid-2/],
    [
      'a machine that runs for nobody',
      (truth) => void (machineOf(truth, 3).power = 'On'),
      /machine r1-a03 \(On, disks empty\) belongs to nobody/,
    ],
    [
      'a free machine whose disks were not wiped',
      (truth) => void (machineOf(truth, 3).disks.sda = 'os'),
      /machine r1-a03 \(Off, disks os\) belongs to nobody/,
    ],
    [
      'a host without a mark',
      (truth) => void (hostOf(truth, 1).parameters = {}),
      /Foreman host web-1\.r1\.fleet\.example belongs to nobody/,
    ],
    [
      'a record without a mark',
      (truth) => void truth.outside.rrsets.push(aRecord('stray.fleet.example.', 'A', '10.9.9.9', 'by hand')),
      /DNS record stray\.fleet\.example\. A belongs to nobody/,
    ],
    [
      'a device of the inventory that still bears a mark',
      (truth) => {
        deviceOf(truth, 2).status = 'Inventory';
        return gone(truth);
      },
      /CMDB device r1-a02 is left of node uid-2/,
    ],
    ['a missing host', (truth) => void truth.outside.hosts.shift(), /build mode of Foreman host web-1.* is missing/],
    ['a missing device', (truth) => void truth.outside.devices.shift(), /status of CMDB device r1-a01 is missing/],
    ['a missing record', (truth) => void truth.outside.rrsets.shift(), /the A record of web-1.* is missing/],
    ['a missing pointer', (truth) => void truth.outside.rrsets.splice(1, 1), /the PTR record 11\.1.* is missing/],
    ['a machine that is off', (truth) => void (machineOf(truth, 1).power = 'Off'), /power of machine r1-a01 is Off/],
    [
      'a machine that was not installed',
      (truth) => void (machineOf(truth, 1).installed = null),
      /hostname of machine r1-a01 is missing/,
    ],
    [
      'a host that would be installed again',
      (truth) => void (hostOf(truth, 1).build = true),
      /build mode of Foreman host web-1.* is true, not false/,
    ],
    [
      'a device that is not Active',
      (truth) => void (deviceOf(truth, 1).status = 'Planned'),
      /status of CMDB device r1-a01 is Planned, not Active/,
    ],
    [
      'a device without its address',
      (truth) => void (deviceOf(truth, 1).interfaces = []),
      /addresses of CMDB device r1-a01 is , not 10\.1\.1\.11/,
    ],
    [
      'a Ready node without a claim',
      (truth) => ({ ...truth, claims: [aClaim(2)] }),
      /node web-1 is Ready and holds no asset/,
    ],
  ])('%s', (_what, damage, words) => {
    const truth = aTruth();
    const { violations } = checkInvariants(damage(truth) ?? truth);
    expect(violations.join('\n')).toMatch(words);
  });
});

describe('what is as it should be is no violation', () => {
  test('an address that rests after its node has gone', () => {
    const resting = { ...anAddress(2), metadata: { name: 'x', deletionTimestamp: 'now' } } as never;
    const { hosts } = aTruth().outside;
    const finding = checkInvariants({ ...aTruth(), addresses: [anAddress(1), resting] });
    expect(hosts).toHaveLength(2);
    expect(finding.violations.filter((text) => text.includes('IPAddress'))).toEqual([]);
  });

  test('a machine that is kept with its data, by a claim on hold', () => {
    const truth = aTruth();
    const { outside } = truth;
    machineOf(truth, 2).power = 'Off';
    const finding = checkInvariants({
      nodes: [aNode(1)],
      claims: [aClaim(1), held('Quarantined')],
      addresses: [anAddress(1)],
      outside: {
        ...outside,
        hosts: outside.hosts.slice(0, 1),
        devices: outside.devices.slice(0, 1),
        addresses: outside.addresses.slice(0, 1),
        rrsets: outside.rrsets.slice(0, 2),
      },
    });
    expect(finding.violations).toEqual([]);
  });

  test('but an asset that is still being cleaned needs its node', () => {
    const { violations } = checkInvariants({ ...gone(aTruth()), claims: [aClaim(1), held('Cleaning')] });
    expect(violations.join('\n')).toMatch(/AssetClaim r1-a02 is left of node uid-2/);
  });

  test('what people made by hand, when it is named', () => {
    const truth = aTruth();
    truth.outside.hosts.push({ name: 'hand.made', build: false, mac: null, ip: null, ip6: null, parameters: {} });
    expect(checkInvariants(truth).violations).toEqual(['Foreman host hand.made belongs to nobody']);
    expect(checkInvariants({ ...truth, foreign: new Set(['hand.made']) }).violations).toEqual([]);
  });
});
