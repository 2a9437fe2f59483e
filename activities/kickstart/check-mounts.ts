import type { Problem } from './problem.ts';
import type { ResolvedLayout, ResolvedMount } from './resolved-layout.ts';
import { nameVolumes } from './volume-names.ts';

/** Anaconda keeps these on the root file system; the last three are the kernel's. */
const ROOT_ONLY = [
  '/bin',
  '/dev',
  '/sbin',
  '/etc',
  '/lib',
  '/lib64',
  '/root',
  '/mnt',
  '/lost+found',
  '/proc',
  '/sys',
  '/run',
];
const PLAIN_PATH = /^(\/|(\/[A-Za-z0-9][A-Za-z0-9._-]*)+)$/;
/** mkfs.xfs refuses less since xfsprogs 5.19. */
const MIN_XFS_MIB = 300;
const MIN_EFI_MIB = 200;

/** Paths, file systems and the sizes that these need. */
export function checkMounts(layout: ResolvedLayout): Problem[] {
  const problems = layout.mounts.flatMap((mount, index) => checkMount(mount, `layout.mounts[${index}]`));
  return [...problems, ...checkRoot(layout), ...checkDuplicates(layout), ...checkVolumeNames(layout)];
}

function checkMount(mount: ResolvedMount, field: string): Problem[] {
  return [checkPath(mount, field), checkFileSystem(mount, field), checkSize(mount, field)].filter(
    (problem) => problem !== undefined,
  );
}

function checkPath({ path, fsType }: ResolvedMount, field: string): Problem | undefined {
  if (path === 'swap' && fsType === 'swap') return undefined;
  if (!PLAIN_PATH.test(path)) {
    const reason = `"${path}" is no plain absolute path`;
    return { field: `${field}.path`, reason, remedy: 'write it like /var/log, or "swap" for swap space' };
  }
  if (fsType === 'biosboot') return undefined;
  if (ROOT_ONLY.includes(path)) {
    const reason = `${path} has to be on the root file system`;
    return { field: `${field}.path`, reason, remedy: 'drop this mount and give / the room' };
  }
  return undefined;
}

function checkFileSystem({ path, fsType, grow }: ResolvedMount, at: string): Problem | undefined {
  const field = `${at}.fsType`;
  if (path === 'swap' || fsType === 'swap') {
    if (path === 'swap' && fsType === 'swap') return undefined;
    return { field, reason: `${path} can't be ${fsType}`, remedy: 'write path "swap" with fsType swap' };
  }
  if ((path === '/boot/efi') !== (fsType === 'efi')) {
    return { field, reason: `${path} can't be ${fsType}`, remedy: 'fsType efi and path /boot/efi go together' };
  }
  if (grow && (fsType === 'efi' || fsType === 'biosboot')) {
    return {
      field: `${at}.grow`,
      reason: `a ${fsType} partition needs no more than its size`,
      remedy: 'let another mount grow',
    };
  }
  return undefined;
}

function checkSize({ path, sizeMiB, fsType }: ResolvedMount, at: string): Problem | undefined {
  const field = `${at}.sizeMiB`;
  if (!Number.isInteger(sizeMiB) || sizeMiB < 1) {
    return { field, reason: `${path} has a size of ${sizeMiB} MiB`, remedy: 'give a whole number above 0' };
  }
  const least = fsType === 'efi' ? MIN_EFI_MIB : fsType === 'xfs' ? MIN_XFS_MIB : 1;
  if (sizeMiB >= least) return undefined;
  return {
    field,
    reason: `${path} has ${sizeMiB} MiB, ${fsType} needs ${least}`,
    remedy: `give it ${least} MiB or more`,
  };
}

function checkRoot(layout: ResolvedLayout): Problem[] {
  if (fileSystems(layout).some(({ path }) => path === '/')) return [];
  return [
    {
      field: 'layout.mounts',
      reason: 'there is no root file system',
      remedy: 'add a mount with path / and fsType xfs',
    },
  ];
}

/** What is mounted somewhere: swap and biosboot may stand there more than once. */
function fileSystems(layout: ResolvedLayout): ResolvedMount[] {
  return layout.mounts.filter(({ fsType }) => fsType !== 'swap' && fsType !== 'biosboot');
}

function checkDuplicates(layout: ResolvedLayout): Problem[] {
  const mounted = fileSystems(layout);
  return layout.mounts.flatMap((mount, index): Problem[] => {
    const first = mounted.find(({ path }) => path === mount.path);
    if (!mounted.includes(mount) || first === mount) return [];
    return [
      { field: `layout.mounts[${index}].path`, reason: `${mount.path} is there twice`, remedy: 'keep one of them' },
    ];
  });
}

function checkVolumeNames(layout: ResolvedLayout): Problem[] {
  return layout.volumeGroups.flatMap((group) => {
    const names = nameVolumes(layout, group);
    return [...names].flatMap(([mount, name]): Problem[] => {
      const field = `layout.mounts[${layout.mounts.indexOf(mount)}].path`;
      const remedy = 'choose another path, or place it outside the volume group';
      if (RESERVED_VOLUME_NAME.test(name)) {
        return [{ field, reason: `LVM keeps the name "${name}" for itself`, remedy }];
      }
      const rival = [...names].find(([other, otherName]) => other !== mount && otherName === name)?.[0];
      if (!rival) return [];
      return [{ field, reason: `${mount.path} and ${rival.path} would both be the volume "${name}"`, remedy }];
    });
  });
}

/** lvm(8), "Valid names". */
const RESERVED_VOLUME_NAME =
  /^(snapshot|pvmove)|_(cdata|cmeta|corig|cpool|cvol|wcorig|mimage|mlog|pmspare|rimage|rmeta|tdata|tmeta|vdata|vorigin|imeta|iorig)/;
