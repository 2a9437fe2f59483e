import type { MachineReport } from '../../../api/survey.ts';
import type { FoundMachine } from '../../../starter/discover/bmcs.ts';
import { bmcAddress } from '../../../starter/discover/bmc-address.ts';
import { enrich, recordOfMachine } from '../../../starter/discover/enrich.ts';
import type { InventoryRecord } from '../../../starter/discover/inventory.ts';
import { recordOfDevice } from '../../../starter/discover/sources/cmdb.ts';

const BMC = 'redfish+https://10.2.1.1';
const SYSTEM = `${BMC}/redfish/v1/Systems/1`;
const report: MachineReport = {
  systemId: 'system-1',
  serialNumber: 'BP01',
  manufacturer: 'Dell Inc.',
  cpuCores: 32,
  memoryGiB: 192,
  nics: [{ name: 'eno1', mac: '52:54:00:00:00:01' }],
  disks: [{ sizeGiB: 447, rotational: false, nvme: false }],
};
const found = (said: Partial<MachineReport> = {}, address = SYSTEM): FoundMachine => ({
  asked: BMC,
  address,
  report: { ...report, ...said },
});
const bare: InventoryRecord = {
  from: 'line 2',
  name: 'r1-a01',
  manufacturer: 'dell',
  bmc: { address: BMC },
  nics: [{ mac: '52:54:00:00:00:01', management: false }],
  disks: [],
};

test("what the source doesn't say is filled in, what it says stands", () => {
  expect(enrich([bare], [found()])).toEqual({
    problems: [],
    records: [
      {
        ...bare,
        serialNumber: 'BP01',
        cpuCores: 32,
        memoryGiB: 192,
        bmc: { address: SYSTEM, systemId: 'system-1' },
        disks: report.disks,
      },
    ],
  });
});

test('among several systems behind one BMC the one with its MAC or serial number is taken', () => {
  const others = [
    found(
      { serialNumber: 'BP09', systemId: 'system-9', nics: [{ name: 'e', mac: '52:54:00:00:00:09' }] },
      `${BMC}/redfish/v1/Systems/9`,
    ),
    found(),
  ];

  expect(enrich([bare], others).records).toMatchObject([{ serialNumber: 'BP01', bmc: { address: SYSTEM } }]);
  const stranger = { ...bare, nics: [{ mac: '52:54:00:00:00:77', management: false }] };
  expect(enrich([stranger], others)).toMatchObject({
    records: [],
    problems: [{ why: expect.stringContaining('no such machine') }],
  });
});

test.each<[string, Partial<InventoryRecord>]>([
  ['another serial number', { serialNumber: 'BP77' }],
  ['another system id', { bmc: { address: BMC, systemId: 'system-7' } }],
  ['none of its MACs', { nics: [{ mac: '52:54:00:00:00:77', management: false }] }],
])('a machine that its inventory gives %s is refused', (_what, said) => {
  const { records, problems } = enrich([{ ...bare, ...said }], [found()]);

  expect(records).toEqual([]);
  expect(problems).toEqual([
    {
      from: 'line 2',
      why: `its BMC ${BMC} tells of a machine with serial number BP01, system id system-1, MAC 52:54:00:00:00:01: correct one of the two`,
    },
  ]);
});

test('a BMC that said nothing leaves its record as it is', () => {
  expect(enrich([bare], [])).toEqual({ records: [bare], problems: [] });
});

test('a machine of which only its BMC tells', () => {
  expect(recordOfMachine(found(), { namespace: 'n', name: 's' })).toMatchObject({
    from: SYSTEM,
    serialNumber: 'BP01',
    bmc: { address: SYSTEM, systemId: 'system-1', credentialsSecretRef: { namespace: 'n', name: 's' } },
    nics: [{ mac: '52:54:00:00:00:01', management: false }],
    disks: report.disks,
  });
});

test('a device of the CMDB, its BMC by the address of its management interface', () => {
  expect(
    recordOfDevice({
      name: 'r1-a01',
      status: 'Inventory',
      location: 'az1',
      rack: 'r1',
      unit: 7,
      serial: 'BP01',
      interfaces: [
        { name: 'eth0', mac: '52:54:00:00:00:01', management: false, addresses: ['10.1.1.11/24'] },
        { name: 'bmc', mac: '52:54:00:00:00:02', management: true, addresses: ['10.2.1.1/24'] },
        { name: 'lo', mac: '', management: false, addresses: [] },
      ],
    }),
  ).toEqual({
    from: 'device r1-a01 of the CMDB',
    name: 'r1-a01',
    serialNumber: 'BP01',
    zone: 'az1',
    rack: 'r1',
    unit: 7,
    bmc: { address: '10.2.1.1' },
    nics: [
      { mac: '52:54:00:00:00:01', management: false },
      { mac: '52:54:00:00:00:02', management: true, ipAddr: '10.2.1.1' },
    ],
    disks: [],
  });
});

test.each([
  ['10.2.1.1', 'redfish+https://10.2.1.1'],
  ['fe80::1', 'redfish+https://[fe80::1]'],
  ['http://10.2.1.1:8000/', 'redfish+http://10.2.1.1:8000'],
  ['https://bmc.example/redfish/v1/Systems/1', 'redfish+https://bmc.example/redfish/v1/Systems/1'],
  ['ipmi+https://10.2.1.1', 'ipmi+https://10.2.1.1'],
])('%s is %s', (given, address) => {
  expect(bmcAddress(given)).toBe(address);
});
