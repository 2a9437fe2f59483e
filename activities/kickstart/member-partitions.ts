import { groupsOnArray, mountsOnArray, type ResolvedArray, type ResolvedLayout } from './resolved-layout.ts';

/** The least that a partition for LVM or RAID has when it takes what is left of its disk. */
export const LEAST_GROWING_MIB = 1024;

/** How many members' worth of data an array holds. */
export function dataMembers({ level, disks }: ResolvedArray): number {
  if (level === '1') return 1;
  return level === '0' ? disks.length : Math.floor(disks.length / 2);
}

/** The partition that an array has on each of its disks. */
export function memberPartition(layout: ResolvedLayout, array: ResolvedArray): { sizeMiB: number; grow: boolean } {
  const mount = mountsOnArray(layout, array)[0];
  const holds = array.sizeMiB ?? mount?.sizeMiB;
  const inGroup = groupsOnArray(layout, array).length > 0;
  const grow = array.sizeMiB === undefined && (inGroup || (mount?.grow ?? false));
  const sizeMiB = holds === undefined ? LEAST_GROWING_MIB : Math.ceil(holds / Math.max(1, dataMembers(array)));
  return { sizeMiB, grow };
}
