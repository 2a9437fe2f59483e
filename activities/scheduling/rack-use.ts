import { RACK_LABEL } from '../../api/groups.ts';
import type { FleetView } from './fleet-view.ts';

export interface RackUse {
  size: number;
  free: number;
}

/** How many assets each rack has, and how many of them are free. */
export function rackUse(view: FleetView): Map<string, RackUse> {
  const racks = new Map<string, RackUse>();
  for (const { labels, size, free } of view.groups()) {
    const rack = labels[RACK_LABEL];
    if (rack === undefined) continue;
    const use = racks.get(rack) ?? { size: 0, free: 0 };
    use.size += size;
    use.free += free.length;
    racks.set(rack, use);
  }
  return racks;
}
