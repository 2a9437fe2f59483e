import { findDisk, type DiskContent, type DiskSpec, type MachineSpec } from '../machine.ts';
import { optionsOf, type Command } from './sections.ts';

export interface DiskSelection {
  /** Disks that the installer may use. */
  usable: DiskSpec[];
  bootDrive: DiskSpec | null;
  /** Disks with data that no command clears. */
  kept: DiskSpec[];
  /** Partition table that blank disks get. */
  label: 'gpt' | 'msdos' | 'default';
}

/** Reads `ignoredisk`, `clearpart`, `zerombr` and `bootloader`: which disks may be used, and whether they can be. */
export function readDiskSelection(
  commands: readonly Command[],
  spec: MachineSpec,
  content: ReadonlyMap<string, DiskContent>,
  problems: string[],
): DiskSelection {
  const find = (command: Command, reference: string) => requireDisk(spec, command, reference, problems);
  let usable = [...spec.disks];
  for (const command of commands.filter(({ name }) => name === 'ignoredisk')) {
    const { options } = optionsOf(command.words);
    const only = options.get('only-use');
    const ignored = options.get('drives');
    if (only !== undefined) usable = split(only).flatMap((reference) => find(command, reference) ?? []);
    if (ignored !== undefined) {
      const named = split(ignored).flatMap((reference) => find(command, reference) ?? []);
      usable = usable.filter((disk) => !named.includes(disk));
    }
  }
  const { label, kept } = checkClearing(commands, usable, content, find, problems);
  const bootloader = commands.find(({ name }) => name === 'bootloader');
  const bootReference = bootloader && optionsOf(bootloader.words).options.get('boot-drive');
  const bootDrive = bootloader && bootReference ? find(bootloader, bootReference) : null;
  return { usable, bootDrive, label, kept };
}

export function requireDisk(
  spec: MachineSpec,
  command: Command,
  reference: string,
  problems: string[],
): DiskSpec | null {
  const disk = findDisk(spec, reference);
  if (disk) return disk;
  problems.push(`${command.name} (line ${command.line}): disk ${reference} does not exist on this machine.`);
  return null;
}

function checkClearing(
  commands: readonly Command[],
  usable: readonly DiskSpec[],
  content: ReadonlyMap<string, DiskContent>,
  find: (command: Command, reference: string) => DiskSpec | null,
  problems: string[],
): Pick<DiskSelection, 'label' | 'kept'> {
  const clearpart = commands.find(({ name }) => name === 'clearpart');
  const options = clearpart ? optionsOf(clearpart.words).options : new Map<string, string>();
  const drives = options.get('drives');
  const cleared =
    clearpart && drives !== undefined ? split(drives).flatMap((reference) => find(clearpart, reference) ?? []) : null;
  const clears = (disk: DiskSpec) =>
    cleared === null ? options.has('all') : cleared.includes(disk) && !options.has('none');
  const initializes = options.has('initlabel') || commands.some(({ name }) => name === 'zerombr');
  const mounted = commands.flatMap(({ name, words }) => {
    const { options } = optionsOf(words);
    const partition = options.has('noformat') && name.startsWith('part') ? options.get('onpart') : undefined;
    return partition === undefined ? [] : (findDisk({ disks: [...usable] }, diskOfPartition(partition)) ?? []);
  });
  for (const disk of usable) {
    const held = content.get(disk.name) ?? 'blank';
    const holdsSomething = held === 'os' || held === 'data';
    if (holdsSomething && !clears(disk) && !mounted.includes(disk))
      problems.push(`clearpart: disk ${disk.name} holds something and is not cleared.`);
    if (!holdsSomething && !initializes)
      problems.push(`zerombr: disk ${disk.name} has no label, and nothing permits to write one.`);
  }
  const label = options.get('disklabel');
  return {
    label: label === 'gpt' || label === 'msdos' ? label : 'default',
    kept: usable.filter((disk) => content.get(disk.name) === 'data' && !clears(disk)),
  };
}

/** `sdb1`, `nvme0n1p1` and `disk/by-path/…-part1` without their number. */
export function diskOfPartition(partition: string): string {
  return partition.replace(/(-part\d+|(?<=\d)p\d+|(?<=[a-z])\d+)$/, '');
}

function split(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
