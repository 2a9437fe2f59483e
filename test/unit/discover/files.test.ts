import { parseCsv } from '../../../starter/discover/csv-file.ts';
import { parseYaml } from '../../../starter/discover/yaml-file.ts';

const CSV = `name,serial,rack,unit,cores,memory_gib,bmc_address,bmc_mac,bmc_secret,nic1_mac,nic1_l2domain,nic1_switch,disk1_name,disk1_gib,disk1_type
r1-a01,BP01,r1,7,32,192,https://10.2.1.1/redfish/v1/Systems/1,52:54:00:00:00:02,bedplate-system/bmc,52:54:00:00:00:0A,r1-servers,switch-a,sda,480,ssd
"r1-a02", BP02 ,r1,,,,10.2.1.2,,,52:54:00:00:00:03,,,,,

`;

const YAML = `
- name: r1-a01
  serial: BP01
  rack: r1
  unit: 7
  cores: 32
  memoryGiB: 192
  bmc:
    address: https://10.2.1.1/redfish/v1/Systems/1
    mac: 52:54:00:00:00:02
    secret: bedplate-system/bmc
  nics: [{mac: "52:54:00:00:00:0A", l2domain: r1-servers, switch: switch-a}]
  disks: [{name: sda, gib: 480}]
- name: r1-a02
  serial: BP02
  rack: r1
  bmc: {address: 10.2.1.2}
  nics: [{mac: "52:54:00:00:00:03"}]
`;

const machines = [
  {
    name: 'r1-a01',
    serialNumber: 'BP01',
    rack: 'r1',
    unit: 7,
    cpuCores: 32,
    memoryGiB: 192,
    bmc: {
      address: 'https://10.2.1.1/redfish/v1/Systems/1',
      credentialsSecretRef: { namespace: 'bedplate-system', name: 'bmc' },
    },
    nics: [
      { mac: '52:54:00:00:00:0a', management: false, l2Domain: 'r1-servers', switch: 'switch-a' },
      { mac: '52:54:00:00:00:02', management: true },
    ],
    disks: [{ name: 'sda', sizeGiB: 480, rotational: false }],
  },
  {
    name: 'r1-a02',
    serialNumber: 'BP02',
    rack: 'r1',
    bmc: { address: '10.2.1.2' },
    nics: [{ mac: '52:54:00:00:00:03', management: false }],
    disks: [],
  },
];

const withoutPlace = (records: { from: string }[]) => records.map(({ from: _, ...record }) => record);

test('CSV and YAML tell the same', () => {
  const csv = parseCsv(CSV, 'm.csv');
  const yaml = parseYaml(YAML, 'm.yaml');

  expect(withoutPlace(csv)).toEqual(machines);
  expect(withoutPlace(yaml)).toEqual(machines);
  expect(csv.map(({ from }) => from)).toEqual(['line 2', 'line 3']);
  expect(yaml.map(({ from }) => from)).toEqual(['line 2', 'line 14']);
});

test.each([
  [
    'an unknown column',
    'name,serail,nic1_mac\n',
    'line 1, column serail: there is no such column: did you mean serial?',
  ],
  ['a column twice', 'name,name\n', 'line 1, column name: stands twice in the first line'],
  ['a MAC', 'name,nic1_mac\na,52:54\n', 'line 2, column nic1_mac: must be a MAC address such as 52:54:00:aa:00:01'],
  ['a number in words', 'name,unit\n\na,seven\n', 'line 3, column unit: must be a whole number'],
  ['a number too big', 'name,memory_gib\na,0\n', 'line 2, column memory_gib: must be at least 1'],
  ['a name in capitals', 'name\nR1\n', 'line 2, column name: must be a lower-case name'],
  ['a second device without its MAC', 'name,nic2_switch\na,sw\n', 'line 2, column nic2_mac: is missing'],
  [
    'a kind of disk',
    'name,disk1_name,disk1_gib,disk1_type\na,sda,5,tape\n',
    'line 2, column disk1_type: must be ssd or hdd',
  ],
  [
    'a Secret without a namespace',
    'name,bmc_secret\na,bmc\n',
    'line 2, column bmc_secret: must be NAMESPACE/NAME of a Secret',
  ],
  ['more cells than columns', 'name\na,b\n', 'line 2, column 2: there are only 1 columns'],
  ['an open quote', 'name\n"a\n', 'm.csv is no valid CSV: Quote Not Closed'],
  ['nothing at all', '', 'm.csv is empty: its first line must name the columns'],
])('a CSV file with %s is refused', (_what, text, words) => {
  expect(() => parseCsv(text, 'm.csv')).toThrow(words);
});

test('every mistake of a file is told at once, and nothing of it is used', () => {
  const text = 'name,unit,nic1_mac\nA,1,52:54:00:00:00:01\nb,0,52:54:00:00:00:02\nc,3,x\n';

  expect(() => parseCsv(text, 'm.csv')).toThrow(
    /^m.csv has 3 mistakes; nothing of it is used:\n {2}- line 2, column name: .*\n {2}- line 3, column unit: .*\n {2}- line 4, column nic1_mac: /,
  );
});

test.each([
  ['a MAC', '- name: a\n  nics:\n  - mac: 52:54\n', 'line 3, column 10: nics.0.mac: must be a MAC address'],
  ['an unknown key', '- nmae: a\n', 'line 1, column 3: Unrecognized key: "nmae"'],
  ['a missing MAC', '- name: a\n  nics: [{switch: sw}]\n', 'line 2, column 10: nics.0.mac: is missing'],
  ['a wrong number', '- {name: a, unit: 4.5}\n', 'line 1, column 19: unit: must be a whole number'],
  ['bad YAML', '- name: [a\n', 'm.yaml has a mistake; nothing of it is used:\n  - line 2'],
  ['something else than a list', 'name: a\n', 'm.yaml must be a list of machines'],
])('a YAML file with %s is refused', (_what, text, words) => {
  expect(() => parseYaml(text, 'm.yaml')).toThrow(words);
});
