import { dataDevices } from '../../../api/data-devices.ts';
import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { Filter } from './filter.ts';

/** The hardware that the Flavor requires. A figure that the inventory doesn't know is not enough. */
export const flavorFit: Filter = {
  name: 'flavor-fit',
  helpedBy: ['asset-hardware', 'flavor'],
  prepare({ requirements }) {
    const { cpuCores, memoryGiB, disks, nics } = requirements;
    return ({ asset }) => {
      if (cpuCores && (asset.cpu?.cores ?? 0) < cpuCores) return 'too few cores';
      if (memoryGiB && (asset.memory?.sizeGiB ?? 0) < memoryGiB) return 'too little memory';
      if (dataDevices(asset).length < nics) return 'too few network devices';
      if (!disks.every((wanted) => disksLike(asset, wanted) >= wanted.count)) return 'disks too few or too small';
      if (!asset.bmc?.address) return 'no BMC';
      return undefined;
    };
  },
};

function disksLike(asset: ComputeAsset, wanted: { minSizeGiB?: number; rotational?: boolean }): number {
  return asset.devices.filter(({ disk }) => {
    if (!disk) return false;
    if (wanted.minSizeGiB !== undefined && disk.sizeGiB < wanted.minSizeGiB) return false;
    return wanted.rotational === undefined || disk.rotational === wanted.rotational;
  }).length;
}
