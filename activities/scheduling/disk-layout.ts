import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';
import type { DiskLayout } from '../../api/plan.ts';

/** A Flavor's partitions for one machine: mounts of the other firmware left out, `on` in its one spelling. */
export function diskLayout(flavor: Flavor, firmware: ComputeAsset['firmware']['mode']): DiskLayout {
  const { disks, raid, volumeGroups, mounts } = flavor.spec.partitions;
  return {
    disks,
    raid,
    volumeGroups: volumeGroups.map((group) => ({ name: group.name, on: group.on ?? group.true ?? [] })),
    mounts: mounts
      .filter((mount) => mount.firmware === undefined || mount.firmware === firmware)
      .map(({ path, sizeMiB, grow, fsType, on, true: bareOn, raid, volumeGroup }) => {
        return { path, sizeMiB, grow, fsType, on: on ?? bareOn, raid, volumeGroup };
      }),
  };
}
