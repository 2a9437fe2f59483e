import type { PlanInputs } from '../../api/plan.ts';
import type { Problem } from './problem.ts';
import { mountsOnDisk, type ResolvedDisk, type ResolvedLayout } from './resolved-layout.ts';
import { resolveLayout } from './resolve-layout.ts';

/** What of a disk must be as it was, for its content to be found again. */
function placeOf(layout: ResolvedLayout, disk: ResolvedDisk): string {
  return [disk.device, ...mountsOnDisk(layout, disk).map(({ path, fsType }) => `${path} ${fsType}`)].join(', ');
}

/**
 * The disks whose content a reinstall keeps, by their aliases: those that the Flavor marks so. They must have been laid out
 * so by the install before, or what is kept would not be what is meant.
 */
export function keptDisks(before: PlanInputs, now: PlanInputs): { aliases: string[]; problems: Problem[] } {
  const old = resolveLayout(before.layout, before.asset);
  const next = resolveLayout(now.layout, now.asset);
  if (!next.resolved) return { aliases: [], problems: next.problems };
  const aliases: string[] = [];
  const problems: Problem[] = [];
  for (const [index, { as, keep }] of now.layout.disks.entries()) {
    if (!keep) continue;
    aliases.push(as);
    const disk = next.layout.disks.find(({ alias }) => alias === as);
    const was = old.resolved ? old.layout.disks.find(({ alias }) => alias === as) : undefined;
    const is = disk && placeOf(next.layout, disk);
    const stood = was && old.resolved ? placeOf(old.layout, was) : undefined;
    if (is === stood) continue;
    problems.push({
      field: `layout.disks[${index}].keep`,
      reason: `"${as}" is to be kept as ${is ?? 'nothing'}, and the install before made it ${stood ?? 'nothing'}`,
      remedy: 'lay it out as it was, or give up its content by leaving keep out for one reinstall',
    });
  }
  return { aliases, problems };
}

/** Only a disk with one plain partition can be kept: its place is known without a look at the machine. */
export function checkKept(layout: ResolvedLayout, marked: readonly { as: string; keep?: boolean }[]): Problem[] {
  return marked.flatMap(({ as, keep }, index): Problem[] => {
    const disk = layout.disks.find(({ alias }) => alias === as);
    if (!keep || !disk) return [];
    const mounts = mountsOnDisk(layout, disk);
    const below = [...layout.arrays.flatMap(({ disks }) => disks), ...pvDisks(layout)];
    const isPlain = mounts.length === 1 && !below.includes(disk);
    const isData = mounts.every(({ path, fsType }) => !SYSTEM.has(path) && fsType !== 'biosboot' && fsType !== 'swap');
    if (isPlain && isData) return [];
    return [
      {
        field: `layout.disks[${index}].keep`,
        reason: `"${as}" carries more or other than one mount of data`,
        remedy: 'keep only disks with one mount directly on them, none of the system',
      },
    ];
  });
}

const SYSTEM = new Set(['/', '/boot', '/boot/efi', '/usr', '/var', '/etc']);

function pvDisks({ volumeGroups }: ResolvedLayout): ResolvedDisk[] {
  return volumeGroups.flatMap(({ on }) => on.flatMap((volume) => (volume.kind === 'disk' ? [volume.disk] : [])));
}

/** The first partition of a disk, as the installer names it. */
export function firstPartition(device: string): string {
  if (device.startsWith('disk/by-path/')) return `${device}-part1`;
  return /\d$/.test(device) ? `${device}p1` : `${device}1`;
}
