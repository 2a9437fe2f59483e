import type { DiskLayout, DiskSelector, PlannedAsset, PlannedDisk } from '../../api/plan.ts';
import { assignDisks, selects } from './assign-disks.ts';
import type { Problem } from './problem.ts';
import type {
  PhysicalVolume,
  Place,
  ResolvedArray,
  ResolvedDisk,
  ResolvedLayout,
  ResolvedMount,
  ResolvedVolumeGroup,
} from './resolved-layout.ts';

export type LayoutResult = { resolved: true; layout: ResolvedLayout } | { resolved: false; problems: Problem[] };

/**
 * Puts a layout on an asset's disks: each alias gets a disk of its own, always the same for the same input, and every
 * name that the layout mentions is looked up. Whether the result can be installed is `checkKickstart`'s to say.
 */
export function resolveLayout(layout: DiskLayout, asset: PlannedAsset): LayoutResult {
  const assigned = resolveDisks(layout, asset);
  if (!assigned.resolved) return assigned;

  const problems = duplicates(layout);
  const disk = byName('disk', assigned.disks, ({ alias }) => alias, problems);
  const arrays = layout.raid.map(({ name, level, members, sizeMiB }, index): ResolvedArray => {
    const field = `layout.raid[${index}].members`;
    return { name, level, sizeMiB, disks: members.flatMap((alias, member) => disk(alias, `${field}[${member}]`)) };
  });
  const array = byName('array', arrays, ({ name }) => name, problems);
  const volume = byName('disk or array', volumesOf(assigned.disks, arrays), nameOfVolume, problems);
  const volumeGroups = layout.volumeGroups.map(({ name, on }, index): ResolvedVolumeGroup => {
    const field = `layout.volumeGroups[${index}].on`;
    return { name, on: on.flatMap((below, position) => volume(below, `${field}[${position}]`)) };
  });
  const group = byName('volume group', volumeGroups, ({ name }) => name, problems);

  const mounts = layout.mounts.flatMap((mount, index): ResolvedMount[] => {
    const field = `layout.mounts[${index}]`;
    const { path, sizeMiB, grow, fsType, on, raid, volumeGroup } = mount;
    const places = [
      ...disk(on, `${field}.on`).map((found): Place => ({ kind: 'disk', disk: found })),
      ...array(raid, `${field}.raid`).map((found): Place => ({ kind: 'array', array: found })),
      ...group(volumeGroup, `${field}.volumeGroup`).map((found): Place => ({
        kind: 'volumeGroup',
        volumeGroup: found,
      })),
    ];
    problems.push(...checkOnePlace(mount, field));
    return places.map((place) => ({ path, sizeMiB, grow, fsType, place }));
  });

  if (problems.length > 0) return { resolved: false, problems };
  return { resolved: true, layout: { disks: assigned.disks, arrays, volumeGroups, mounts } };
}

/** A look-up that answers one thing or none, and writes down what it was asked for and did not find. */
function byName<T>(what: string, things: readonly T[], nameOf: (thing: T) => string, problems: Problem[]) {
  return (name: string | undefined, field: string): T[] => {
    if (name === undefined) return [];
    const found = things.find((thing) => nameOf(thing) === name);
    if (found !== undefined) return [found];
    const remedy = things.length > 0 ? `use one of ${things.map(nameOf).join(', ')}` : 'define it first';
    problems.push({ field, reason: `there is no ${what} named "${name}"`, remedy });
    return [];
  };
}

function volumesOf(disks: readonly ResolvedDisk[], arrays: readonly ResolvedArray[]): PhysicalVolume[] {
  return [
    ...disks.map((disk) => ({ kind: 'disk' as const, disk })),
    ...arrays.map((array) => ({ kind: 'array' as const, array })),
  ];
}

function nameOfVolume(volume: PhysicalVolume): string {
  return volume.kind === 'disk' ? volume.disk.alias : volume.array.name;
}

function checkOnePlace({ path, on, raid, volumeGroup }: DiskLayout['mounts'][number], field: string): Problem[] {
  const names = [on, raid, volumeGroup].filter((name) => name !== undefined);
  if (names.length === 1) return [];
  const reason = `${path} stands on ${names.length === 0 ? 'nothing' : names.join(' and ')}`;
  return [{ field, reason, remedy: 'name exactly one of on (a disk), raid (an array) or volumeGroup' }];
}

function resolveDisks(
  layout: DiskLayout,
  asset: PlannedAsset,
): { resolved: true; disks: ResolvedDisk[] } | { resolved: false; problems: Problem[] } {
  const assigned = assignDisks(
    layout.disks.map(({ select }) => select),
    asset.disks,
  );
  if (!assigned) return { resolved: false, problems: missingDisks(layout, asset) };
  const disks = layout.disks.map(({ as, select }, index): ResolvedDisk => {
    const disk = assigned[index] as PlannedDisk;
    const device = select.byPath === undefined ? disk.name : `disk/by-path/${select.byPath}`;
    return { alias: as, device, sizeMiB: disk.sizeGiB * 1024 };
  });
  return { resolved: true, disks };
}

function missingDisks(layout: DiskLayout, asset: PlannedAsset): Problem[] {
  const has = asset.disks.map(
    ({ name, sizeGiB, rotational, model }) =>
      `${name} (${sizeGiB} GiB, ${rotational ? 'rotational' : 'flash'}${model === undefined ? '' : `, ${model}`})`,
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
    select.model === undefined ? '' : `of model ${select.model}`,
    select.minSizeGiB === undefined ? '' : `of ${select.minSizeGiB} GiB or more`,
    select.maxSizeGiB === undefined ? '' : `of ${select.maxSizeGiB} GiB at most`,
  ].filter((part) => part !== '');
  return wanted.join(', ') || 'there';
}

/** Disks and arrays share their names: a volume group stands on either. */
function duplicates(layout: DiskLayout): Problem[] {
  const volumes = [
    ...layout.disks.map(({ as }, index) => ({ field: `layout.disks[${index}].as`, name: as })),
    ...layout.raid.map(({ name }, index) => ({ field: `layout.raid[${index}].name`, name })),
  ];
  const groups = layout.volumeGroups.map(({ name }, index) => ({ field: `layout.volumeGroups[${index}].name`, name }));
  return [volumes, groups].flatMap((named) => {
    return named.flatMap((mine): Problem[] => {
      const first = named.find(({ name }) => name === mine.name);
      if (first === undefined || first === mine) return [];
      return [
        { field: mine.field, reason: `"${mine.name}" is ${first.field} already`, remedy: 'give it a name of its own' },
      ];
    });
  });
}
