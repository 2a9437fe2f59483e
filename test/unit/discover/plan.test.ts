import { planDiscovery } from '../../../starter/discover/plan.ts';
import type { InventoryRecord } from '../../../starter/discover/inventory.ts';
import { machine, Objects, said } from './an-inventory.ts';

const nic = (mac: string, rest: Partial<InventoryRecord['nics'][number]> = {}) => ({ mac, management: false, ...rest });

function known(record: InventoryRecord = machine()): Objects {
  const objects = new Objects();
  objects.apply(planDiscovery([record], objects.of));
  return objects;
}

describe('an empty cluster', () => {
  test('gets the racks, switches and L2 domains that its machines tell of, before them', () => {
    const objects = new Objects();
    const plan = planDiscovery([machine()], objects.of);

    expect(said(plan)).toEqual([
      'create AvailabilityZone az1',
      'create Rack r1',
      'create Switch r1-switch',
      'create L2Domain r1-servers',
      'create ComputeAsset r1-a01',
    ]);
    objects.apply(plan);
    expect(objects.get('Rack', 'r1')).toMatchObject({ spec: { availabilityZone: 'az1' } });
    expect(objects.get('Switch', 'r1-switch')).toMatchObject({ spec: { rack: 'r1', role: 'Provision' } });
    expect(objects.get('ComputeAsset', 'r1-a01')).toMatchObject({
      serialNumber: 'BP01',
      rack: { name: 'r1', unit: 7 },
      devices: [
        { function: 'network', index: 1, l2Domain: { name: 'r1-servers', macAddress: '52:54:00:00:00:01' } },
        { function: 'disk', index: 0, disk: { name: 'sda', sizeGiB: 480 } },
      ],
      cpu: { cores: 32, architecture: 'x86_64' },
      memory: { sizeGiB: 192 },
      bmc: { systemId: 'system-1' },
    });
    expect(said(planDiscovery([machine()], objects.of))).toEqual([]);
  });

  test('a machine of which only its BMC tells is called by its serial number, its disks as Linux would', () => {
    const disks = [
      { sizeGiB: 447, rotational: false },
      { sizeGiB: 894, rotational: false, nvme: true },
      { sizeGiB: 3726, rotational: true },
    ];
    const record = machine({ name: undefined, nics: [nic('52:54:00:00:00:01')], disks });
    const objects = known(record);

    expect(objects.get('ComputeAsset', 'bp01')).toMatchObject({
      devices: [
        { l2Domain: { name: 'r1-servers' } },
        { disk: { name: 'sda', sizeGiB: 447 } },
        { disk: { name: 'nvme0n1', sizeGiB: 894 } },
        { disk: { name: 'sdb', sizeGiB: 3726, rotational: true } },
      ],
    });
    expect(said(planDiscovery([record], objects.of))).toEqual([]);
  });

  test("a BMC's own network device is told from the machine's by its switch", () => {
    const nics = [nic('52:54:00:00:00:01'), nic('52:54:00:00:00:02', { management: true, ipAddr: '10.2.1.1' })];
    const objects = known(machine({ nics }));

    expect(objects.get('L2Domain', 'r1-management')).toMatchObject({ spec: { role: 'Management' } });
    expect(objects.get('L2Domain', 'r1-servers')).toMatchObject({ spec: { role: 'Provision' } });
    expect(objects.get('Switch', 'r1-management-switch')).toMatchObject({ spec: { role: 'Management' } });
    expect(objects.get('ComputeAsset', 'r1-a01')).toMatchObject({
      devices: [
        {},
        { ipAddr: '10.2.1.1', l2Domain: { name: 'r1-management', networkSwitch: { type: 'Management' } } },
        {},
      ],
    });
  });
});

describe('drift', () => {
  test.each<[string, Partial<InventoryRecord>, string[]]>([
    ['more memory', { memoryGiB: 256 }, ['memory.sizeGiB: 192 -> 256']],
    ['another unit of the rack', { unit: 8 }, ['rack.unit: 7 -> 8']],
    ['nothing said', { memoryGiB: undefined, rack: undefined, unit: undefined, disks: [] }, []],
    ['another serial number', { serialNumber: 'BP99' }, ['serialNumber: BP01 -> BP99 (never)']],
    ['a serial number in another case', { serialNumber: 'bp01' }, []],
    [
      'another system behind the name, which tells other sizes too',
      { bmc: { systemId: 'system-2' }, memoryGiB: 256 },
      ['bmc.systemId: system-1 -> system-2 (never)', 'memory.sizeGiB: 192 -> 256 (never)'],
    ],
    [
      'all other MACs',
      { nics: [nic('52:54:00:00:00:09')] },
      [
        'devices[52:54:00:00:00:09]: - -> a network device (never)',
        'devices[52:54:00:00:00:01]: a network device -> - (never)',
      ],
    ],
    [
      'one more network device',
      { nics: [nic('52:54:00:00:00:01'), nic('52:54:00:00:00:03')] },
      ['devices[52:54:00:00:00:03]: - -> a network device'],
    ],
    [
      'another switch',
      { nics: [nic('52:54:00:00:00:01', { switch: 'r1-switch-b' })] },
      ['devices[52:54:00:00:00:01].networkSwitch.name: r1-switch -> r1-switch-b'],
    ],
    ['a size that a maker rounds', { disks: [{ sizeGiB: 447, rotational: false }] }, []],
    [
      'another disk, by a BMC',
      { disks: [{ sizeGiB: 894, rotational: false }] },
      ['disks: 480 GiB SSD -> 894 GiB SSD (never)'],
    ],
    [
      'another disk, by name',
      { disks: [{ name: 'sda', sizeGiB: 894, rotational: false }] },
      ['disk sda.sizeGiB: 480 -> 894'],
    ],
  ])('%s', (_what, change, expected) => {
    const objects = known();
    const record = machine(change);

    const lines = said(planDiscovery([record], objects.of));

    const ofAsset = lines.filter((line) => line.startsWith('ComputeAsset'));
    expect(ofAsset).toEqual(expected.map((line) => `ComputeAsset r1-a01 ${line}`));
    objects.apply(planDiscovery([record], objects.of), true);
    const left = said(planDiscovery([record], objects.of)).filter((line) => line.startsWith('ComputeAsset'));
    expect(left).toEqual(ofAsset.filter((line) => line.endsWith('(never)')));
  });

  test('what was never said is filled in, the system id too', () => {
    const objects = known(machine({ bmc: undefined, disks: [], memoryGiB: undefined }));

    const plan = planDiscovery([machine({ disks: [{ sizeGiB: 480, rotational: false }] })], objects.of);

    expect(said(plan)).toEqual([
      'ComputeAsset r1-a01 bmc.systemId: - -> system-1',
      'ComputeAsset r1-a01 memory.sizeGiB: - -> 192',
      'ComputeAsset r1-a01 bmc.address: - -> redfish+https://10.2.1.1/redfish/v1/Systems/1',
      'ComputeAsset r1-a01 disks: - -> 480 GiB SSD',
    ]);
    objects.apply(plan, true);
    expect(said(planDiscovery([machine()], objects.of))).toEqual([]);
  });

  test('a corrected L2 domain is not disputed by a source that says none', () => {
    const record = machine({ nics: [nic('52:54:00:00:00:01')] });
    const objects = known(record);
    const asset = structuredClone(objects.get('ComputeAsset', 'r1-a01')) as unknown as {
      devices: { l2Domain?: { name: string } }[];
    };
    for (const { l2Domain } of asset.devices) if (l2Domain) l2Domain.name = 'special';
    objects.put(asset as never);

    expect(said(planDiscovery([record], objects.of))).toEqual([]);
  });

  test('a machine known by its MAC that is now called otherwise keeps its name', () => {
    const objects = known();
    const plan = planDiscovery([machine({ name: 'new-name' })], objects.of);

    expect(said(plan)).toEqual(['ComputeAsset r1-a01 metadata.name: r1-a01 -> new-name (never)']);
  });

  test('a rack that moved to another zone, as all of its machines say', () => {
    const objects = known();
    const plan = planDiscovery([machine({ zone: 'az2' })], objects.of);

    expect(said(plan)).toContain('Rack r1 spec.availabilityZone: az1 -> az2');
  });
});

describe('what is refused', () => {
  test.each<[string, InventoryRecord[], string[]]>([
    [
      'two lines of one MAC: neither is believed',
      [machine(), machine({ from: 'line 3', name: 'r1-a02', serialNumber: 'BP02', bmc: undefined })],
      [
        'line 2: its MAC 52:54:00:00:00:01 is also told by line 3',
        'line 3: its MAC 52:54:00:00:00:01 is also told by line 2',
      ],
    ],
    [
      'no network device',
      [machine({ nics: [] })],
      ['line 2: it names no network device: Bedplate knows a machine by its MACs'],
    ],
    [
      'a name that no object can have',
      [machine({ name: 'R1 A01' })],
      ['line 2: "R1 A01" can\'t be the name of an object (lower-case letters, digits, "-" and "."): rename it'],
    ],
    [
      'nothing to call it by',
      [machine({ name: undefined, serialNumber: undefined, bmc: undefined })],
      ['line 2: it has neither a name nor a serial number nor a system id to be called by'],
    ],
    [
      'a field that the apiserver would refuse',
      [machine({ unit: 400 })],
      ['line 2: ComputeAsset r1-a01 would be refused: rack.unit: Too big: expected number to be <=100'],
    ],
    [
      'a rack that its machines put into two zones',
      [
        machine(),
        machine({
          from: 'line 3',
          name: 'r1-a02',
          serialNumber: 'BP02',
          zone: 'az2',
          bmc: undefined,
          nics: [nic('52:54:00:00:00:02')],
        }),
      ],
      ['Rack r1: its machines say of its availabilityZone: az1, az2'],
    ],
  ])('%s', (_what, records, expected) => {
    const { problems } = planDiscovery(records, new Objects().of);
    expect(problems.map(({ from, why }) => `${from}: ${why}`)).toEqual(expected);
  });

  test("a machine with one asset's name and another's MAC", () => {
    const objects = known();
    objects.apply(
      planDiscovery(
        [machine({ name: 'r1-a02', serialNumber: 'BP02', bmc: undefined, nics: [nic('52:54:00:00:00:02')] })],
        objects.of,
      ),
    );

    const { problems } = planDiscovery(
      [machine({ nics: [nic('52:54:00:00:00:01'), nic('52:54:00:00:00:02')] })],
      objects.of,
    );

    expect(problems).toEqual([
      {
        from: 'line 2',
        why: 'by its name, serial number, system id and MACs it is r1-a01 and r1-a02: one of them is wrong',
      },
    ]);
  });
});
