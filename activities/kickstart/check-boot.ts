import type { PlannedAsset } from '../../api/plan.ts';
import type { Problem } from './problem.ts';
import {
  bootMount,
  disksBelow,
  type ResolvedDisk,
  type ResolvedLayout,
  type ResolvedMount,
} from './resolved-layout.ts';

const MOST_BIOSBOOTS = 2;

type Firmware = PlannedAsset['firmware'];

/** Whether the firmware finds a boot loader, and the boot loader its files, as Anaconda demands. */
export function checkBoot(layout: ResolvedLayout, firmware: Firmware): Problem[] {
  const problems = [...checkBootMount(layout), ...checkBootPartitions(layout)];
  return [...problems, ...checkBiosBootCount(layout), ...(firmware === 'UEFI' ? checkUefi(layout) : checkBios(layout))];
}

/** Where the boot loader goes. Undefined for a layout that `checkBoot` refuses. */
export function bootDisk(layout: ResolvedLayout, firmware: Firmware): ResolvedDisk | undefined {
  if (firmware === 'UEFI') return layout.mounts.filter(({ fsType }) => fsType === 'efi').flatMap(disksBelow)[0];
  const candidates = biosBootDisks(layout);
  const boot = bootMount(layout);
  // On a disk of the array that holds /boot, so that Anaconda makes each disk of it bootable.
  return candidates.find((disk) => boot !== undefined && disksBelow(boot).includes(disk)) ?? candidates[0];
}

function biosBootDisks(layout: ResolvedLayout): ResolvedDisk[] {
  return layout.mounts.filter(({ fsType }) => fsType === 'biosboot').flatMap(disksBelow);
}

function fieldOf(layout: ResolvedLayout, mount: ResolvedMount): string {
  return `layout.mounts[${layout.mounts.indexOf(mount)}]`;
}

function checkBootMount(layout: ResolvedLayout): Problem[] {
  const boot = bootMount(layout);
  if (!boot) return [];
  const what = boot.path === '/' ? '/ (it holds /boot, which has no mount of its own)' : boot.path;
  const remedy = 'add a /boot of 1024 MiB on a disk or on a RAID 1 array';
  const field = fieldOf(layout, boot);
  if (boot.place.kind === 'volumeGroup') {
    return [
      {
        field,
        reason: `${what} is in volume group ${boot.place.volumeGroup.name}, where the boot loader can't read it`,
        remedy,
      },
    ];
  }
  if (boot.place.kind === 'array' && boot.place.array.level !== '1') {
    return [{ field, reason: `${what} is on a RAID ${boot.place.array.level} array`, remedy }];
  }
  return [];
}

/** What the firmware itself reads. */
function checkBootPartitions(layout: ResolvedLayout): Problem[] {
  return layout.mounts.flatMap((mount): Problem[] => {
    const { fsType, place } = mount;
    const field = fieldOf(layout, mount);
    if (fsType === 'biosboot' && place.kind !== 'disk') {
      return [{ field, reason: 'a biosboot partition is not on a disk itself', remedy: 'place it with on' }];
    }
    // Anaconda gives such an array metadata 1.0, at its end: the firmware sees a plain partition.
    const readable = place.kind === 'disk' || (place.kind === 'array' && place.array.level === '1');
    if (fsType !== 'efi' || readable) return [];
    return [
      { field, reason: "the firmware can't read /boot/efi there", remedy: 'place it on a disk or on a RAID 1 array' },
    ];
  });
}

/** A kickstart has two ways to say "mounted nowhere", and its parser takes each once. */
function checkBiosBootCount(layout: ResolvedLayout): Problem[] {
  const count = layout.mounts.filter(({ fsType }) => fsType === 'biosboot').length;
  if (count <= MOST_BIOSBOOTS) return [];
  const reason = `${count} biosboot partitions are more than the ${MOST_BIOSBOOTS} that a kickstart can name`;
  return [{ field: 'layout.mounts', reason, remedy: 'mirror /boot over two disks' }];
}

function checkUefi(layout: ResolvedLayout): Problem[] {
  if (layout.mounts.some(({ fsType }) => fsType === 'efi')) return [];
  const remedy = 'add {path: /boot/efi, sizeMiB: 600, fsType: efi} on a disk';
  return [{ field: 'layout.mounts', reason: 'the machine boots by UEFI and there is no /boot/efi', remedy }];
}

function checkBios(layout: ResolvedLayout): Problem[] {
  const efi = layout.mounts
    .filter(({ fsType }) => fsType === 'efi')
    .map((mount): Problem => {
      const reason = 'the machine boots by BIOS, and its installer knows no efi';
      return {
        field: fieldOf(layout, mount),
        reason,
        remedy: 'drop this mount, or correct firmware.mode of the asset',
      };
    });
  const having = biosBootDisks(layout);
  const twice = having
    .filter((disk, index) => having.indexOf(disk) < index)
    .map((disk): Problem => {
      return {
        field: 'layout.mounts',
        reason: `disk "${disk.alias}" has two biosboot partitions`,
        remedy: 'keep one of them',
      };
    });
  return [...efi, ...twice, ...checkBiosBoot(layout, having)];
}

function checkBiosBoot(layout: ResolvedLayout, having: readonly ResolvedDisk[]): Problem[] {
  const boot = bootMount(layout);
  const missing = (disk: string) => `add {path: /biosboot, sizeMiB: 1, fsType: biosboot} on ${disk}`;
  if (boot?.place.kind !== 'array') {
    if (having.length > 0) return [];
    const reason = 'the machine boots by BIOS from a GPT disk and there is no biosboot partition';
    return [{ field: 'layout.mounts', reason, remedy: missing('the disk that it boots from') }];
  }
  return boot.place.array.disks.flatMap((disk): Problem[] => {
    if (having.includes(disk)) return [];
    const reason = `disk "${disk.alias}" carries ${boot.path} and has no biosboot partition: the boot loader goes to each disk of the array`;
    return [{ field: 'layout.mounts', reason, remedy: missing(`"${disk.alias}"`) }];
  });
}
