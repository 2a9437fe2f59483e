import type { PlannedAsset } from '../../api/plan.ts';
import { bootDisk } from './check-boot.ts';
import { firstPartition } from './kept-disks.ts';
import { LEAST_GROWING_MIB, memberPartition } from './member-partitions.ts';
import {
  groupsOnArray,
  mountsInGroup,
  mountsOnArray,
  mountsOnDisk,
  type ResolvedArray,
  type ResolvedDisk,
  type ResolvedLayout,
  type ResolvedMount,
  type ResolvedVolumeGroup,
} from './resolved-layout.ts';
import { nameVolumes } from './volume-names.ts';

/** From the boot loader to the last logical volume. Only the disks that the layout selected are touched. */
export function storageLines(
  layout: ResolvedLayout,
  firmware: PlannedAsset['firmware'],
  kernelArgs: readonly string[],
  kept: readonly string[] = [],
): string[] {
  const devices = (disks: readonly ResolvedDisk[]) => disks.map(({ device }) => device).join(',');
  const isKept = ({ alias }: ResolvedDisk) => kept.includes(alias);
  const cleared = devices(layout.disks.filter((disk) => !isKept(disk)));
  const append = kernelArgs.length > 0 ? ` --append="${kernelArgs.join(' ')}"` : '';
  const numbers = { raid: 0, pv: 0 };
  const next = (kind: 'raid' | 'pv') => `${kind}.${String(++numbers[kind]).padStart(2, '0')}`;
  return [
    `bootloader --boot-drive=${bootDisk(layout, firmware)?.device}${append}`,
    'zerombr',
    `ignoredisk --only-use=${devices(layout.disks)}`,
    `clearpart --all --initlabel --disklabel=gpt --drives=${cleared}`,
    ...partitionLines(layout, isKept),
    ...arrayLines(layout, next),
    ...layout.volumeGroups.flatMap((group) => groupLines(layout, group, next)),
  ];
}

type NextMember = (kind: 'raid' | 'pv') => string;

/** Arrays that hold a file system; those below a volume group are written with it, which names their content. */
function arrayLines(layout: ResolvedLayout, next: NextMember): string[] {
  return layout.arrays.flatMap((array) => {
    const mount = mountsOnArray(layout, array)[0];
    if (!mount || groupsOnArray(layout, array).length > 0) return [];
    return oneArray(layout, array, `${mount.path} --fstype=${mount.fsType}`, next);
  });
}

function oneArray(layout: ResolvedLayout, array: ResolvedArray, content: string, next: NextMember): string[] {
  const { sizeMiB, grow } = memberPartition(layout, array);
  const members = array.disks.map((disk) => ({ name: next('raid'), disk }));
  const size = `--size=${sizeMiB}${grow ? ' --grow' : ''}`;
  return [
    ...members.map(({ name, disk }) => `part ${name} ${size} --ondisk=${disk.device}`),
    `raid ${content} --level=RAID${array.level} --device=${array.name} ${members.map(({ name }) => name).join(' ')}`,
  ];
}

function groupLines(layout: ResolvedLayout, group: ResolvedVolumeGroup, next: NextMember): string[] {
  const volumes: string[] = [];
  const below = group.on.flatMap((volume) => {
    const name = next('pv');
    volumes.push(name);
    if (volume.kind === 'array') return oneArray(layout, volume.array, name, next);
    return [`part ${name} --size=${LEAST_GROWING_MIB} --grow --ondisk=${volume.disk.device}`];
  });
  const names = nameVolumes(layout, group);
  return [
    ...below,
    `volgroup ${group.name} ${volumes.join(' ')}`,
    ...mountsInGroup(layout, group).map((mount) => {
      return `logvol ${mount.path} --vgname=${group.name} --name=${names.get(mount)} --fstype=${mount.fsType} ${size(mount)}`;
    }),
  ];
}

/** Partitions that hold a file system, or a boot loader, themselves. */
function partitionLines(layout: ResolvedLayout, isKept: (disk: ResolvedDisk) => boolean): string[] {
  let bootLoaders = 0;
  const nameOf = ({ path, fsType }: ResolvedMount) => {
    if (fsType !== 'biosboot') return path;
    // Anaconda takes both for "mounted nowhere", but its parser warns of a name that comes twice.
    return bootLoaders++ === 0 ? 'biosboot' : 'None';
  };
  return layout.disks.flatMap((disk) =>
    mountsOnDisk(layout, disk).map((mount) => {
      if (isKept(disk)) {
        return `part ${mount.path} --fstype=${mount.fsType} --onpart=${firstPartition(disk.device)} --noformat`;
      }
      return `part ${nameOf(mount)} --fstype=${mount.fsType} ${size(mount)} --ondisk=${disk.device}`;
    }),
  );
}

function size({ sizeMiB, grow }: ResolvedMount): string {
  return `--size=${sizeMiB}${grow ? ' --grow' : ''}`;
}
