import type { DiskLayout } from '../../api/plan.ts';

/** A Flavor's layout on the disks of one asset: every name in it stands for something. Sizes are in MiB. */
export interface ResolvedLayout {
  disks: ResolvedDisk[];
  arrays: ResolvedArray[];
  volumeGroups: ResolvedVolumeGroup[];
  mounts: ResolvedMount[];
}

export interface ResolvedDisk {
  alias: string;
  /** What the installer calls it: `sda`, or `disk/by-path/…` where the layout selected it by path. */
  device: string;
  sizeMiB: number;
}

export interface ResolvedArray {
  name: string;
  level: DiskLayout['raid'][number]['level'];
  disks: ResolvedDisk[];
  /** What it holds at least; without it, its content says. */
  sizeMiB?: number;
}

export type PhysicalVolume = { kind: 'disk'; disk: ResolvedDisk } | { kind: 'array'; array: ResolvedArray };

export interface ResolvedVolumeGroup {
  name: string;
  on: PhysicalVolume[];
}

export type Place = PhysicalVolume | { kind: 'volumeGroup'; volumeGroup: ResolvedVolumeGroup };

export interface ResolvedMount {
  path: string;
  sizeMiB: number;
  grow: boolean;
  fsType: DiskLayout['mounts'][number]['fsType'];
  place: Place;
}

export function mountsOnDisk(layout: ResolvedLayout, disk: ResolvedDisk): ResolvedMount[] {
  return layout.mounts.filter(({ place }) => place.kind === 'disk' && place.disk === disk);
}

export function mountsOnArray(layout: ResolvedLayout, array: ResolvedArray): ResolvedMount[] {
  return layout.mounts.filter(({ place }) => place.kind === 'array' && place.array === array);
}

export function mountsInGroup(layout: ResolvedLayout, group: ResolvedVolumeGroup): ResolvedMount[] {
  return layout.mounts.filter(({ place }) => place.kind === 'volumeGroup' && place.volumeGroup === group);
}

export function groupsOnDisk(layout: ResolvedLayout, disk: ResolvedDisk): ResolvedVolumeGroup[] {
  return layout.volumeGroups.filter(({ on }) => on.some((volume) => volume.kind === 'disk' && volume.disk === disk));
}

export function groupsOnArray(layout: ResolvedLayout, array: ResolvedArray): ResolvedVolumeGroup[] {
  return layout.volumeGroups.filter(({ on }) => on.some((volume) => volume.kind === 'array' && volume.array === array));
}

/** The mount that holds what the boot loader reads: `/boot`, or `/` without one. */
export function bootMount(layout: ResolvedLayout): ResolvedMount | undefined {
  const holds = (path: string) => (mount: ResolvedMount) => mount.path === path && mount.fsType !== 'biosboot';
  return layout.mounts.find(holds('/boot')) ?? layout.mounts.find(holds('/'));
}

/** The disks right below a mount; none for one in a volume group. */
export function disksBelow(mount: ResolvedMount): ResolvedDisk[] {
  if (mount.place.kind === 'disk') return [mount.place.disk];
  return mount.place.kind === 'array' ? mount.place.array.disks : [];
}
