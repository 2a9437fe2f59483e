import ipaddr from 'ipaddr.js';
import { kinds } from '../../../api/kinds/index.ts';
import { readObjects } from '../../../hack/cluster/yaml-objects.ts';
import { generateDatacenter } from '../../../hack/datacenter/generate.ts';
import { machinesOf } from '../../../hack/datacenter/machines.ts';
import { seedOf } from '../../../hack/datacenter/seed.ts';
import { exampleDatacenter } from '../../../hack/datacenter/write.ts';

const example = readObjects(exampleDatacenter);

describe('the generator', () => {
  const generated = generateDatacenter({ racks: 5, assets: 2_003 }, example);
  const ofKind = (kind: string) => generated.filter((object) => object.kind === kind);

  test('makes as many racks and assets as asked, spread evenly', () => {
    expect(ofKind('Rack')).toHaveLength(5);
    expect(ofKind('ComputeAsset')).toHaveLength(2_003);
    const perRack = ofKind('Rack').map(
      ({ metadata }) =>
        ofKind('ComputeAsset').filter((asset) => (asset.rack as { name: string }).name === metadata.name).length,
    );
    expect(perRack).toEqual([401, 401, 401, 400, 400]);
  });

  test('makes the same datacenter every time', () => {
    expect(generateDatacenter({ racks: 5, assets: 2_003 }, example)).toEqual(generated);
  });

  test('has the same kinds as the example', () => {
    expect(new Set(generated.map(({ kind }) => kind))).toEqual(new Set(example.map(({ kind }) => kind)));
  });

  test('holds to the schema of every kind', () => {
    for (const object of generateDatacenter({ racks: 2, assets: 6 }, example)) {
      const schema = kinds.find(({ kind }) => kind === object.kind)?.schema;
      expect(schema?.safeParse(object).error?.issues).toBeUndefined();
    }
  });

  test('gives no name, MAC address, system id or serial number twice', () => {
    const machines = machinesOf(generated);
    for (const values of [
      generated.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
      machines.flatMap(({ nics }) => nics.map(({ mac }) => mac)),
      machines.map(({ uuid }) => uuid),
      machines.map(({ serial }) => serial),
    ]) {
      expect(new Set(values).size).toBe(values.length);
    }
  });

  test('makes subnets that are large enough and do not overlap', () => {
    const networks = ofKind('Subnet').map(({ spec }) => ipaddr.parseCIDR((spec as { cidr: string }).cidr));
    const v4 = networks.filter(([address]) => address.kind() === 'ipv4');
    expect(v4.every(([, length]) => 2 ** (32 - length) >= 2 * 401)).toBe(true);
    for (const [address] of networks) {
      const holders = networks.filter((network) => network[0].kind() === address.kind() && address.match(network));
      expect(holders).toHaveLength(1);
    }
  });

  test('says so when the racks do not fit', () => {
    expect(() => generateDatacenter({ racks: 100, assets: 20_000_000 }, example)).toThrow('do not fit into 10.0.0.0/9');
  });
});

describe('the metal of an asset', () => {
  test('has its identity, its NICs, its disks and its size', () => {
    expect(machinesOf(example)[0]).toEqual({
      uuid: '4c4c4544-0000-1000-8000-000000000101',
      name: 'r1-a01',
      serial: 'BP01001',
      manufacturer: 'dell',
      model: 'r640',
      nics: [
        { mac: '52:54:00:01:01:01', identifier: 'eno1' },
        { mac: '52:54:00:01:02:01', identifier: 'bmc', management: true },
      ],
      disks: [
        { name: 'sda', sizeGiB: 480, rotational: false, byPath: 'pci-0000:00:1f.2-ata-1', model: 'PM863' },
        { name: 'sdb', sizeGiB: 480, rotational: false, byPath: 'pci-0000:00:1f.2-ata-2', model: 'PM863' },
      ],
      cpuCores: 32,
      memoryGiB: 192,
      firmware: 'UEFI',
    });
  });

  test('is there for each asset of the example', () => {
    expect(machinesOf(example)).toHaveLength(24);
  });
});

test('the surroundings are the zones, prefixes, locations and racks of the datacenter', () => {
  const seed = seedOf(example);
  expect(seed.zones).toContain('r1.fleet.example.');
  expect(seed.zones).toContain('1.1.10.in-addr.arpa.');
  expect(seed.zones).toContain('1.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.');
  expect(seed.prefixes).toHaveLength(6);
  expect(seed.locations).toEqual(['az1']);
  expect(seed.racks).toContainEqual({ name: 'r1', location: 'az1' });
});
