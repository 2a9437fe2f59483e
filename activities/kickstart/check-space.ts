import { dataMembers, LEAST_GROWING_MIB, memberPartition } from './member-partitions.ts';
import type { Problem } from './problem.ts';
import {
  groupsOnDisk,
  mountsInGroup,
  mountsOnDisk,
  type PhysicalVolume,
  type ResolvedArray,
  type ResolvedDisk,
  type ResolvedLayout,
} from './resolved-layout.ts';

/** Both copies of the partition table, and the alignment of the first partition. */
const DISK_LABEL_MIB = 2;
const EXTENT_MIB = 4;
/** mdadm keeps 0.1 % of a member free, at most this, beside its superblock. */
const MOST_ARRAY_HEADROOM_MIB = 128;

interface Portion {
  what: string;
  sizeMiB: number;
}

/** Whether everything fits at its least size, with what tables, arrays and LVM need for themselves. */
export function checkSpace(layout: ResolvedLayout): Problem[] {
  return [...checkDisks(layout), ...checkGroups(layout)];
}

function checkDisks(layout: ResolvedLayout): Problem[] {
  return layout.disks.flatMap((disk, index): Problem[] => {
    const portions = portionsOf(layout, disk);
    const needs = sum(portions) + DISK_LABEL_MIB;
    if (needs <= disk.sizeMiB) return [];
    const reason = `disk "${disk.alias}" (${disk.device}) has ${disk.sizeMiB} MiB, the layout needs ${needs}: ${list(portions)}`;
    return [{ field: `layout.disks[${index}]`, reason, remedy: 'shrink them, or select a larger disk' }];
  });
}

function checkGroups(layout: ResolvedLayout): Problem[] {
  return layout.volumeGroups.flatMap((group, index): Problem[] => {
    const volumes = mountsInGroup(layout, group).map(({ path, sizeMiB }): Portion => {
      return { what: path, sizeMiB: Math.ceil(sizeMiB / EXTENT_MIB) * EXTENT_MIB };
    });
    const has = group.on.reduce((total, volume) => total + usable(layout, volume), 0);
    if (sum(volumes) <= has) return [];
    const reason = `volume group "${group.name}" has ${has} MiB, its mounts need ${sum(volumes)}: ${list(volumes)}`;
    return [{ field: `layout.volumeGroups[${index}]`, reason, remedy: 'shrink them, or put the group on more disks' }];
  });
}

/** What each thing takes of a disk at least. */
function portionsOf(layout: ResolvedLayout, disk: ResolvedDisk): Portion[] {
  const arrays = layout.arrays.filter(({ disks }) => disks.includes(disk));
  return [
    ...mountsOnDisk(layout, disk).map(({ path, sizeMiB }) => ({ what: path, sizeMiB })),
    ...arrays.map((array) => ({ what: `array "${array.name}"`, sizeMiB: memberPartition(layout, array).sizeMiB })),
    ...groupsOnDisk(layout, disk).map(({ name }) => ({ what: `volume group "${name}"`, sizeMiB: LEAST_GROWING_MIB })),
  ];
}

/** What the one thing that grows on a disk can have of it. */
function roomToGrow(layout: ResolvedLayout, disk: ResolvedDisk, leastMiB: number): number {
  return disk.sizeMiB - DISK_LABEL_MIB - sum(portionsOf(layout, disk)) + leastMiB;
}

function usable(layout: ResolvedLayout, volume: PhysicalVolume): number {
  const sizeMiB =
    volume.kind === 'disk' ? roomToGrow(layout, volume.disk, LEAST_GROWING_MIB) : arraySize(layout, volume.array);
  // The first extent's worth goes to LVM's own metadata and its alignment.
  return Math.max(0, Math.floor((sizeMiB - EXTENT_MIB) / EXTENT_MIB) * EXTENT_MIB);
}

function arraySize(layout: ResolvedLayout, array: ResolvedArray): number {
  const { sizeMiB, grow } = memberPartition(layout, array);
  const member = grow ? Math.min(...array.disks.map((disk) => roomToGrow(layout, disk, sizeMiB))) : sizeMiB;
  const headroom = Math.min(MOST_ARRAY_HEADROOM_MIB, Math.ceil(member / 1024)) + 1;
  return dataMembers(array) * Math.max(0, member - headroom);
}

function sum(portions: readonly Portion[]): number {
  return portions.reduce((total, { sizeMiB }) => total + sizeMiB, 0);
}

function list(portions: readonly Portion[]): string {
  return portions.map(({ what, sizeMiB }) => `${what} ${sizeMiB}`).join(', ');
}
