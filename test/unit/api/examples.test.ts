import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import { apiVersionOf } from '../../../api/kinds/kind.ts';
import { kinds } from '../../../api/kinds/index.ts';
import { checkBoot } from '../../../activities/kickstart/check-boot.ts';
import { checkContainers } from '../../../activities/kickstart/check-containers.ts';
import { checkMounts } from '../../../activities/kickstart/check-mounts.ts';
import { checkSpace } from '../../../activities/kickstart/check-space.ts';
import { resolveLayout } from '../../../activities/kickstart/resolve-layout.ts';
import { diskLayout } from '../../../activities/scheduling/disk-layout.ts';
import { flavor, type Flavor } from '../../../api/kinds/flavor.ts';
import { referenceKey, referencesOf } from '../../../api/references.ts';
import type { PlannedAsset } from '../../../api/plan.ts';
import type { Manifest } from './good-input.ts';

const folder = join(__dirname, '../../../examples');
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.yaml'));

function read(file: string, version: '1.1' | '1.2' = '1.2'): Manifest[] {
  const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { version });
  return 'empty' in documents ? [] : documents.map((document) => document.toJS() as Manifest);
}

const datacenter = read('datacenter.yaml');
const assets = datacenter.filter(({ kind }) => kind === 'ComputeAsset') as unknown as ComputeAsset[];

describe('examples', () => {
  it.each(files)('%s holds good objects of kinds that there are', (file) => {
    for (const object of read(file)) {
      const kind = kinds.find((candidate) => candidate.kind === object.kind);

      expect([object.metadata.name, kind?.schema.safeParse(object).error?.issues]).toEqual([
        object.metadata.name,
        undefined,
      ]);
      expect(object.apiVersion).toBe(kind && apiVersionOf(kind));
    }
  });

  it.each(files)('%s means the same to kubectl, which reads YAML 1.1', (file) => {
    expect(read(file, '1.1')).toEqual(read(file));
  });
});

describe('the datacenter', () => {
  it('has three racks of eight assets', () => {
    const racks = datacenter.filter(({ kind }) => kind === 'Rack').map(({ metadata }) => metadata.name);

    expect(racks).toEqual(['r1', 'r2', 'r3']);
    expect(racks.map((rack) => assets.filter((asset) => asset.rack?.name === rack).length)).toEqual([8, 8, 8]);
  });

  it.each([
    ['name', (asset: ComputeAsset) => [asset.metadata.name]],
    ['serial number', (asset: ComputeAsset) => [asset.serialNumber]],
    ['BMC address', (asset: ComputeAsset) => [asset.bmc?.address]],
    ['system id', (asset: ComputeAsset) => [asset.bmc?.systemId]],
    ['MAC address', (asset: ComputeAsset) => asset.devices.flatMap(({ l2Domain }) => l2Domain?.macAddress ?? [])],
    ['rack unit', (asset: ComputeAsset) => [`${asset.rack?.name}/${asset.rack?.unit}`]],
  ])('has no two assets of one %s', (_, valuesOf) => {
    const values = assets.flatMap(valuesOf);

    expect(new Set(values).size).toBe(values.length);
  });

  it('refers to nothing that it does not hold', () => {
    const held = new Set(datacenter.map(({ kind, metadata }) => referenceKey({ kind, name: metadata.name })));
    const stored = datacenter.map((object) => {
      const kind = kinds.find((candidate) => candidate.kind === object.kind);
      return { ...object, ...(kind?.schema.parse(object) as object) };
    });

    const references = stored.flatMap(referencesOf);

    expect(references.length).toBeGreaterThan(assets.length);
    expect(references.filter((reference) => !held.has(referenceKey(reference)))).toEqual([]);
  });

  const flavors = datacenter
    .filter(({ kind }) => kind === 'Flavor')
    .map((object) => [object.metadata.name, object] as const);

  it.each(flavors)('has a Flavor %s that every asset can be installed with', (_, object) => {
    const stored = flavor.schema.parse(object) as Flavor;
    for (const asset of assets) {
      const { mode } = asset.firmware;
      const disks = asset.devices.flatMap(({ disk }) => disk ?? []);
      const planned = { name: asset.metadata.name, firmware: mode, disks } as unknown as PlannedAsset;

      const resolved = resolveLayout(diskLayout(stored, mode), planned);

      if (!resolved.resolved) throw new Error(resolved.problems[0]?.reason);
      const checks = [checkMounts, checkContainers, checkSpace];
      expect(checks.flatMap((check) => check(resolved.layout))).toEqual([]);
      expect(checkBoot(resolved.layout, mode)).toEqual([]);
    }
  });
});
