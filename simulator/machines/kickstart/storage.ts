import type { DiskContent, DiskSpec, MachineSpec } from '../machine.ts';
import { diskOfPartition, readDiskSelection, requireDisk, type DiskSelection } from './disks.ts';
import { optionsOf, type Command } from './sections.ts';

export interface StoragePlan {
  /** What each disk holds afterwards that something is written to, by disk name. */
  disks: Map<string, DiskContent>;
}

interface Partition {
  /** `/boot`, `raid.01`, `pv.01`, `swap`, `biosboot`, … */
  name: string;
  disk: DiskSpec;
  sizeMiB: number;
  /** Takes what the others leave of its disk. */
  grow: boolean;
  /** Mounted as it is, and not made. */
  kept: boolean;
}

const mebibytesPerGibibyte = 1024;
/** Space for the label and alignment of a disk. */
const overheadMiB = 2;

/** Reads the partitioning commands and checks them against the machine's disks. */
export function readStorage(
  commands: readonly Command[],
  spec: MachineSpec,
  content: ReadonlyMap<string, DiskContent>,
  problems: string[],
): StoragePlan {
  const selection = readDiskSelection(commands, spec, content, problems);
  const automatic = commands.some(({ name }) => name === 'autopart');
  const partitions = commands
    .filter(({ name }) => name === 'part' || name === 'partition')
    .flatMap((command) => readPartition(command, spec, selection, problems) ?? []);
  if (automatic && partitions.length > 0) problems.push('autopart and part exclude each other.');
  if (automatic) return { disks: new Map(selection.usable.map((disk) => [disk.name, 'os'])) };

  checkSizes(partitions, problems);
  const mounts = [...partitions.map(({ name }) => name), ...checkVolumes(commands, partitions, problems)];
  checkMounts(mounts, commands, spec, selection, problems);
  const hostsSystem = (name: string) =>
    ['/', '/boot', '/boot/efi', 'biosboot'].includes(name) || /^(raid|pv)\./.test(name);
  const disks = new Map<string, DiskContent>();
  for (const { disk, name, kept } of partitions) {
    if (kept) continue;
    if (disks.get(disk.name) !== 'os') disks.set(disk.name, hostsSystem(name) ? 'os' : 'data');
  }
  return { disks };
}

function readPartition(
  command: Command,
  spec: MachineSpec,
  selection: DiskSelection,
  problems: string[],
): Partition | null {
  const { options, rest } = optionsOf(command.words);
  const name = rest[0];
  const complain = (what: string) => problems.push(`part (line ${command.line}): ${what}.`);
  if (name === undefined) {
    complain('names no mount point');
    return null;
  }
  if (options.has('noformat')) return keptPartition(command, name, spec, selection, problems);
  const reference = options.get('ondisk') ?? options.get('ondrive');
  const disk =
    reference === undefined
      ? (selection.bootDrive ?? selection.usable[0] ?? null)
      : requireDisk(spec, command, reference, problems);
  if (disk === null) return null;
  if (!selection.usable.includes(disk)) complain(`disk ${disk.name} is not among the disks to use`);
  const sizeMiB = Number(
    options.get('size') ?? (options.has('recommended') || options.has('hibernation') ? 1024 : Number.NaN),
  );
  if (!Number.isInteger(sizeMiB) || sizeMiB <= 0) {
    complain(`${name} has no valid --size`);
    return null;
  }
  const isEfi = ['efi', 'vfat'].includes(options.get('fstype') ?? '');
  if (name === '/boot/efi' && !isEfi) complain('/boot/efi needs --fstype=efi');
  return { name, disk, sizeMiB, grow: options.has('grow'), kept: false };
}

/** `part /data --onpart=sdb1 --noformat`: it must be there, and nothing may clear its disk. */
function keptPartition(
  command: Command,
  name: string,
  spec: MachineSpec,
  selection: DiskSelection,
  problems: string[],
): Partition | null {
  const partition = optionsOf(command.words).options.get('onpart') ?? '';
  const disk = requireDisk(spec, command, diskOfPartition(partition), problems);
  if (disk === null) return null;
  if (!selection.kept.includes(disk))
    problems.push(
      `part (line ${command.line}): ${partition} holds nothing that could be kept, or its disk is cleared.`,
    );
  return { name, disk, sizeMiB: 0, grow: false, kept: true };
}

/** What a partition has once the installer has grown it. */
function grownSize(partition: Partition, partitions: readonly Partition[]): number {
  if (!partition.grow) return partition.sizeMiB;
  const others = partitions.filter(({ disk }) => disk === partition.disk).filter((other) => other !== partition);
  return (
    partition.disk.sizeGiB * mebibytesPerGibibyte - others.reduce((sum, { sizeMiB }) => sum + sizeMiB, overheadMiB)
  );
}

function checkSizes(partitions: readonly Partition[], problems: string[]): void {
  for (const disk of new Set(partitions.map((partition) => partition.disk))) {
    const wanted = partitions
      .filter((partition) => partition.disk === disk)
      .reduce((sum, { sizeMiB }) => sum + sizeMiB, overheadMiB);
    const available = disk.sizeGiB * mebibytesPerGibibyte;
    if (wanted > available)
      problems.push(`part: disk ${disk.name} has ${available} MiB, and its partitions need ${wanted} MiB.`);
  }
}

/** Checks raid, volgroup and logvol; returns the mount points that they make. */
function checkVolumes(commands: readonly Command[], partitions: readonly Partition[], problems: string[]): string[] {
  const mounts: string[] = [];
  const sizes = new Map(partitions.map((partition) => [partition.name, grownSize(partition, partitions)]));
  for (const command of commands.filter(({ name }) => name === 'raid')) {
    const { options, rest } = optionsOf(command.words);
    const [mount = '', ...members] = rest;
    const missing = members.filter((member) => !sizes.has(member));
    if (missing.length > 0) problems.push(`raid (line ${command.line}): ${missing.join(', ')} is not defined.`);
    if (/^(RAID)?1$/i.test(options.get('level') ?? '') && members.length < 2)
      problems.push(`raid (line ${command.line}): RAID1 needs two members.`);
    mounts.push(mount);
    sizes.set(
      mount,
      raidSize(
        options.get('level') ?? '',
        members.map((member) => sizes.get(member) ?? 0),
      ),
    );
  }
  const groups = new Map<string, number>();
  for (const command of commands.filter(({ name }) => name === 'volgroup')) {
    const [group = '', ...members] = optionsOf(command.words).rest;
    const missing = members.filter((member) => !member.startsWith('pv.') || !sizes.has(member));
    if (missing.length > 0) problems.push(`volgroup (line ${command.line}): ${missing.join(', ')} is not defined.`);
    if (members.length === 0) problems.push(`volgroup (line ${command.line}): ${group} has no members.`);
    groups.set(
      group,
      members.reduce((sum, member) => sum + (sizes.get(member) ?? 0), 0),
    );
  }
  for (const command of commands.filter(({ name }) => name === 'logvol'))
    mounts.push(checkLogicalVolume(command, groups, problems));
  return mounts;
}

function checkLogicalVolume(command: Command, groups: Map<string, number>, problems: string[]): string {
  const { options, rest } = optionsOf(command.words);
  const group = options.get('vgname') ?? '';
  const free = groups.get(group);
  const complain = (what: string) => problems.push(`logvol (line ${command.line}): ${what}.`);
  if (free === undefined) complain(`volume group ${group} is not defined`);
  if (!options.has('name')) complain('has no --name');
  const sizeMiB = Number(
    options.get('size') ?? (options.has('percent') || options.has('recommended') ? 1 : Number.NaN),
  );
  if (!Number.isInteger(sizeMiB) || sizeMiB <= 0) complain('has no valid --size');
  else if (free !== undefined && sizeMiB > free)
    complain(`volume group ${group} has ${free} MiB left, and ${sizeMiB} MiB are wanted`);
  groups.set(group, (free ?? 0) - sizeMiB);
  return rest[0] ?? '';
}

function raidSize(level: string, members: readonly number[]): number {
  const least = Math.min(...members);
  const count = members.length;
  if (/0$/.test(level) && !/10$/.test(level)) return least * count;
  if (/5$/.test(level)) return least * (count - 1);
  if (/6$/.test(level)) return least * (count - 2);
  return /10$/.test(level) ? (least * count) / 2 : least;
}

function checkMounts(
  mounts: readonly string[],
  commands: readonly Command[],
  spec: MachineSpec,
  selection: DiskSelection,
  problems: string[],
): void {
  const paths = mounts.filter((mount) => mount.startsWith('/'));
  for (const path of new Set(paths)) {
    if (paths.indexOf(path) !== paths.lastIndexOf(path)) problems.push(`mount point ${path} is defined twice.`);
  }
  if (!paths.includes('/')) problems.push('no partition is mounted at /.');
  const made = commands.some(({ name }) => name === 'reqpart');
  if (spec.firmware === 'UEFI' && !paths.includes('/boot/efi') && !made)
    problems.push('this UEFI machine needs /boot/efi.');
  if (spec.firmware === 'BIOS' && selection.label === 'gpt' && !mounts.includes('biosboot') && !made) {
    problems.push('this BIOS machine needs a biosboot partition on a gpt disk.');
  }
}
