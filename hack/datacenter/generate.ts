import type { KubeObject } from '../cluster/objects.ts';
import { assetObject } from './generate-asset.ts';
import { networkOf, rackObjects } from './generate-rack.ts';

/** Assets are counted over the whole fleet and spread over the racks in turn. */
export type DatacenterSize = { racks: number; assets: number };

const sharedKinds = new Set(['AvailabilityZone', 'NetworkZone', 'VPC', 'OSImage', 'Flavor', 'ComputeProvider']);

/** A datacenter of any size: what all nodes share is taken from the example, racks and assets are made. */
export function generateDatacenter({ racks, assets }: DatacenterSize, example: readonly KubeObject[]): KubeObject[] {
  const network = networkOf(racks, Math.ceil(assets / racks));
  const shared = example.filter(({ kind }) => sharedKinds.has(kind));
  const vpc = shared.find(({ kind }) => kind === 'VPC')?.metadata.name ?? 'core';
  const rackIndexes = Array.from({ length: racks }, (_, index) => index);
  const assetIndexes = Array.from({ length: assets }, (_, index) => index);
  return [
    ...shared,
    ...rackIndexes.flatMap((index) => rackObjects({ index, vpc, network })),
    ...assetIndexes.map((index) =>
      assetObject({ index, rack: index % racks, position: Math.floor(index / racks) + 1 }),
    ),
  ];
}
