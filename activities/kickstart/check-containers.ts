import { dataMembers, memberPartition } from './member-partitions.ts';
import type { Problem } from './problem.ts';
import {
  groupsOnArray,
  groupsOnDisk,
  mountsInGroup,
  mountsOnArray,
  mountsOnDisk,
  type ResolvedArray,
  type ResolvedDisk,
  type ResolvedLayout,
} from './resolved-layout.ts';

const LEAST_MEMBERS = { '0': 2, '1': 2, '10': 4 } as const;

/** Arrays, volume groups, and who takes the rest of what. */
export function checkContainers(layout: ResolvedLayout): Problem[] {
  return [
    ...layout.arrays.flatMap((array, index) => checkArray(layout, array, `layout.raid[${index}]`)),
    ...checkVolumeGroups(layout),
    ...layout.disks.flatMap((disk, index) => checkDiskGrowth(layout, disk, `layout.disks[${index}]`)),
  ];
}

function checkArray(layout: ResolvedLayout, array: ResolvedArray, field: string): Problem[] {
  const { name, level, disks, sizeMiB } = array;
  const problems: Problem[] = [];
  if (new Set(disks).size < disks.length) {
    problems.push({
      field: `${field}.members`,
      reason: `array "${name}" has a disk twice`,
      remedy: 'name each disk once',
    });
  }
  const least = LEAST_MEMBERS[level];
  if (disks.length < least) {
    const reason = `RAID ${level} needs ${least} disks, array "${name}" has ${disks.length}`;
    problems.push({ field: `${field}.members`, reason, remedy: 'add disks or choose another level' });
  }
  const mounts = mountsOnArray(layout, array);
  const users = [
    ...mounts.map(({ path }) => path),
    ...groupsOnArray(layout, array).map((group) => `volume group ${group.name}`),
  ];
  if (users.length === 0) {
    problems.push({
      field,
      reason: `nothing is on array "${name}"`,
      remedy: 'place a mount or a volume group on it, or drop it',
    });
  }
  if (users.length > 1) {
    const reason = `array "${name}" can hold one thing, not ${users.join(' and ')}`;
    problems.push({ field, reason, remedy: 'put a volume group on it and the mounts into that, or add an array' });
  }
  const needs = mounts[0]?.sizeMiB ?? 0;
  if (sizeMiB !== undefined && sizeMiB < needs) {
    const reason = `array "${name}" has ${sizeMiB} MiB, ${mounts[0]?.path} needs ${needs}`;
    problems.push({ field: `${field}.sizeMiB`, reason, remedy: 'make the array larger or the mount smaller' });
  }
  if (dataMembers(array) === 0) return problems;
  const { sizeMiB: member } = memberPartition(layout, array);
  return Number.isInteger(member) && member > 0
    ? problems
    : [
        ...problems,
        { field: `${field}.sizeMiB`, reason: `array "${name}" has no size`, remedy: 'give a whole number above 0' },
      ];
}

function checkVolumeGroups(layout: ResolvedLayout): Problem[] {
  return layout.volumeGroups.flatMap((group, index): Problem[] => {
    const field = `layout.volumeGroups[${index}]`;
    const problems: Problem[] = [];
    const mounts = mountsInGroup(layout, group);
    if (mounts.length === 0) {
      problems.push({
        field,
        reason: `nothing is in volume group "${group.name}"`,
        remedy: 'place a mount in it, or drop it',
      });
    }
    const places = group.on.map((volume) => (volume.kind === 'disk' ? volume.disk : volume.array));
    if (new Set(places).size < places.length) {
      problems.push({ field: `${field}.on`, reason: 'it has a disk or an array twice', remedy: 'name each once' });
    }
    const growing = mounts.filter(({ grow }) => grow).map(({ path }) => path);
    return [...problems, ...oneGrows(field, `volume group "${group.name}"`, growing)];
  });
}

function checkDiskGrowth(layout: ResolvedLayout, disk: ResolvedDisk, field: string): Problem[] {
  const arrays = layout.arrays.filter((array) => array.disks.includes(disk) && memberPartition(layout, array).grow);
  return oneGrows(field, `disk "${disk.alias}"`, [
    ...mountsOnDisk(layout, disk).flatMap(({ grow, path }) => (grow ? [path] : [])),
    ...arrays.map(({ name }) => `array "${name}"`),
    ...groupsOnDisk(layout, disk).map(({ name }) => `volume group "${name}"`),
  ]);
}

function oneGrows(field: string, container: string, growing: readonly string[]): Problem[] {
  if (growing.length <= 1) return [];
  const remedy = 'give all but one of them a fixed size, or a place of their own';
  return [{ field, reason: `${growing.join(' and ')} all take what is left of ${container}`, remedy }];
}
