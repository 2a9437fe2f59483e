import type { DiskLayout, PlannedAsset, PlannedDisk } from '../../api/plan.ts';
import { assignDisks, type DiskSelector, selects } from './assign-disks.ts';
import type { Problem } from './problem.ts';
import type { PhysicalVolume, Place, ResolvedArray, ResolvedDisk, ResolvedLayout } from './resolved-layout.ts';

export type LayoutResult = { resolved: true; layout: ResolvedLayout } | { resolved: false; problems: Problem[] };

/**
 * Puts a layout on an asset's disks: each alias gets a disk of its own, always the same for the same input, and every
 * name that the layout mentions is looked up. Whether the result can be installed is `checkKickstart`'s to say.
 */
export function resolveLayout(layout: DiskLayout, asset: PlannedAsset): LayoutResult {
  const disks = resolveDisks(layout, asset);
  if (!disks.resolved) return disks;

  const problems: Problem[] = duplicates(layout);
  const diskOf = new Map(disks.list.map((disk) => [disk.alias, disk]));
  const arrays = layout.raid.map((array, index): ResolvedArray => {
    const members = array.members.map((alias, member) => {
      const disk = diskOf.get(alias);
      if (!disk) problems.push(dangling(`layout.raid[${index}].members[${member}]`, 'disk', alias, [...diskOf.keys()]));
      return disk;
    });
    return {
      name: array.name,
      level: array.level,
      disks: members.filter((disk) => disk !== undefined),
      sizeMiB: array.sizeMiB,
    };
  });
  const arrayOf = new Map(arrays.map((array) => [array.name, array]));

  const volumeGroups = layout.volumeGroups.map((group, index) => {
    const on = group.on.map((name, volume) => {
      const found = physicalVolume(name, diskOf, arrayOf);
      const known = [...diskOf.keys(), ...arrayOf.keys()];
      if (!found) problems.push(dangling(`layout.volumeGroups[${index}].on[${volume}]`, 'disk or array', name, known));
      return found;
    });
    return { name: group.name, on: on.filter((volume) => volume !== undefined) };
  });
  const groupOf = new Map(volumeGroups.map((group) => [group.name, group]));

  const placeOf = (mount: DiskLayout['mounts'][number], field: string): Place | undefined => {
    const names = [mount.on, mount.raid, mount.volumeGroup].filter((name) => name !== undefined);
    if (names.length !== 1) {
      const reason = `${mount.path} stands on ${names.length === 0 ? 'nothing' : names.join(' and ')}`;
      problems.push({ field, reason, remedy: 'name exactly one of on (a disk), raid (an array) or volumeGroup' });
      return undefined;
    }
    if (mount.on !== undefined) {
      const disk = diskOf.get(mount.on);
      if (disk) return { kind: 'disk', disk };
      problems.push(dangling(`${field}.on`, 'disk', mount.on, [...diskOf.keys()]));
    } else if (mount.raid !== undefined) {
      const array = arrayOf.get(mount.raid);
      if (array) return { kind: 'array', array };
      problems.push(dangling(`${field}.raid`, 'array', mount.raid, [...arrayOf.keys()]));
    } else if (mount.volumeGroup !== undefined) {
      const volumeGroup = groupOf.get(mount.volumeGroup);
      if (volumeGroup) return { kind: 'volumeGroup', volumeGroup };
      problems.push(dangling(`${field}.volumeGroup`, 'volume group', mount.volumeGroup, [...groupOf.keys()]));
    }
    return undefined;
  };
  const mounts = layout.mounts.flatMap((mount, index) => {
    const place = placeOf(mount, `layout.mounts[${index}]`);
    if (!place) return [];
    return [{ path: mount.path, sizeMiB: mount.sizeMiB, grow: mount.grow, fsType: mount.fsType, place }];
  });

  if (problems.length > 0) return { resolved: false, problems };
  return { resolved: true, layout: { disks: disks.list, arrays, volumeGroups, mounts } };
}

function resolveDisks(
  layout: DiskLayout,
  asset: PlannedAsset,
): { resolved: true; list: ResolvedDisk[] } | { resolved: false; problems: Problem[] } {
  const assigned = assignDisks(
    layout.disks.map(({ select }) => select),
    asset.disks,
  );
  if (!assigned) return { resolved: false, problems: missingDisks(layout, asset) };
  const list = layout.disks.map(({ as, select }, index): ResolvedDisk => {
    const disk = assigned[index] as PlannedDisk;
    const device = select.byPath === undefined ? disk.name : `disk/by-path/${select.byPath}`;
    return { alias: as, device, sizeMiB: disk.sizeGiB * 1024 };
  });
  return { resolved: true, list };
}

function missingDisks(layout: DiskLayout, asset: PlannedAsset): Problem[] {
  const has = asset.disks.map(
    ({ name, sizeGiB, rotational }) => `${name} (${sizeGiB} GiB, ${rotational ? 'rotational' : 'flash'})`,
  );
  const remedy = `choose a Flavor that fits, or correct the disks of ComputeAsset ${asset.name}: it has ${has.join(', ') || 'none'}`;
  const unserved = layout.disks.flatMap(({ as, select }, index): Problem[] => {
    if (asset.disks.some((disk) => selects(select, disk))) return [];
    return [
      { field: `layout.disks[${index}].select`, reason: `no disk is ${describeSelector(select)}, for "${as}"`, remedy },
    ];
  });
  if (unserved.length > 0) return unserved;
  const aliases = layout.disks.map(({ as }) => `"${as}"`).join(', ');
  return [{ field: 'layout.disks', reason: `there is no way to give ${aliases} a disk each`, remedy }];
}

function describeSelector(select: DiskSelector): string {
  const wanted = [
    select.name === undefined ? '' : `named ${select.name}`,
    select.byPath === undefined ? '' : `at ${select.byPath}`,
    select.rotational === undefined ? '' : select.rotational ? 'rotational' : 'flash',
    select.minSizeGiB === undefined ? '' : `of ${select.minSizeGiB} GiB or more`,
  ].filter((part) => part !== '');
  return wanted.join(', ') || 'there';
}

function physicalVolume(
  name: string,
  disks: ReadonlyMap<string, ResolvedDisk>,
  arrays: ReadonlyMap<string, ResolvedArray>,
): PhysicalVolume | undefined {
  const disk = disks.get(name);
  if (disk) return { kind: 'disk', disk };
  const array = arrays.get(name);
  return array && { kind: 'array', array };
}

function duplicates(layout: DiskLayout): Problem[] {
  const remedy = 'give it a name of its own';
  const seen = new Map<string, string>();
  const named = [
    ...layout.disks.map(({ as }, index) => [`layout.disks[${index}].as`, as] as const),
    ...layout.raid.map(({ name }, index) => [`layout.raid[${index}].name`, name] as const),
  ];
  const groups = layout.volumeGroups.map(({ name }, index) => [`layout.volumeGroups[${index}].name`, name] as const);
  const problems: Problem[] = [];
  for (const [field, name] of named) {
    const first = seen.get(name);
    if (first !== undefined) problems.push({ field, reason: `"${name}" is ${first} already`, remedy });
    seen.set(name, first ?? field);
  }
  for (const [index, [field, name]] of groups.entries()) {
    const first = groups.findIndex(([, other]) => other === name);
    if (first < index)
      problems.push({ field, reason: `"${name}" is layout.volumeGroups[${first}].name already`, remedy });
  }
  return problems;
}

function dangling(field: string, what: string, name: string, known: readonly string[]): Problem {
  const remedy = known.length > 0 ? `use one of ${known.join(', ')}` : 'define it first';
  return { field, reason: `there is no ${what} named "${name}"`, remedy };
}
