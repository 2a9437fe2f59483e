import type { DiskLayout, PlannedAsset } from './plan.ts';

/** A Flavor's partitions as the apiserver stores them: `on` may be spelled as kubectl reads a bare one. */
export interface StoredPartitions extends Omit<DiskLayout, 'volumeGroups' | 'mounts'> {
  volumeGroups: { name: string; on?: string[]; true?: string[] }[];
  mounts: (DiskLayout['mounts'][number] & { true?: string; firmware?: PlannedAsset['firmware'] })[];
}

/** What of a Flavor's partitions a machine of that firmware gets. */
export function diskLayoutFor(partitions: StoredPartitions, firmware: PlannedAsset['firmware']): DiskLayout {
  const { disks, raid, volumeGroups, mounts } = partitions;
  return {
    disks,
    raid,
    volumeGroups: volumeGroups.map((group) => ({ name: group.name, on: readOn(group).on ?? [] })),
    mounts: mounts
      .filter((mount) => mount.firmware === undefined || mount.firmware === firmware)
      .map(({ firmware: _, ...mount }) => readOn(mount)),
  };
}

/**
 * kubectl reads YAML 1.1, where a bare `on:` key is the boolean true, which JSON then spells "true". The schema takes both
 * spellings (api/schema/bare-on.ts); this makes them one.
 */
function readOn<V, T extends { on?: V; true?: V }>({ true: bare, ...rest }: T): Omit<T, 'true'> {
  return bare === undefined ? rest : { ...rest, on: rest.on ?? bare };
}
