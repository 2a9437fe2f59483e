import { mountsInGroup, type ResolvedLayout, type ResolvedMount, type ResolvedVolumeGroup } from './resolved-layout.ts';

/** The logical volumes of a group by what they hold: `/` is `root`, `/var/log` is `var_log`, swap is `swap`, `swap2`… */
export function nameVolumes(layout: ResolvedLayout, group: ResolvedVolumeGroup): Map<ResolvedMount, string> {
  const names = new Map<ResolvedMount, string>();
  let swaps = 0;
  for (const mount of mountsInGroup(layout, group)) {
    if (mount.fsType === 'swap') {
      swaps += 1;
      names.set(mount, swaps === 1 ? 'swap' : `swap${swaps}`);
      continue;
    }
    names.set(mount, mount.path === '/' ? 'root' : mount.path.slice(1).replaceAll('/', '_'));
  }
  return names;
}
