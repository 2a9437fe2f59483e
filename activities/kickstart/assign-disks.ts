import type { DiskSelector, PlannedDisk } from '../../api/plan.ts';

export function selects(selector: DiskSelector, disk: PlannedDisk): boolean {
  if (selector.name !== undefined && selector.name !== disk.name) return false;
  if (selector.byPath !== undefined && selector.byPath !== disk.byPath) return false;
  if (selector.rotational !== undefined && selector.rotational !== disk.rotational) return false;
  if (selector.model !== undefined && selector.model.toLowerCase() !== disk.model?.toLowerCase()) return false;
  if (selector.maxSizeGiB !== undefined && disk.sizeGiB > selector.maxSizeGiB) return false;
  return selector.minSizeGiB === undefined || disk.sizeGiB >= selector.minSizeGiB;
}

/**
 * Gives each selector a disk of its own, in the selectors' order, the asset's first that fits and leaves one for every
 * later selector: a wide selector never takes the only disk of a narrow one. Undefined when there are not enough.
 */
export function assignDisks(
  selectors: readonly DiskSelector[],
  disks: readonly PlannedDisk[],
): PlannedDisk[] | undefined {
  const assigned: PlannedDisk[] = [];
  for (const [index, selector] of selectors.entries()) {
    const later = selectors.slice(index + 1);
    const chosen = disks.find((disk) => {
      if (assigned.includes(disk) || !selects(selector, disk)) return false;
      return canServeAll(
        later,
        disks.filter((other) => other !== disk && !assigned.includes(other)),
      );
    });
    if (!chosen) return undefined;
    assigned.push(chosen);
  }
  return assigned;
}

/** Whether a bipartite matching serves every selector, by augmenting paths. */
function canServeAll(selectors: readonly DiskSelector[], disks: readonly PlannedDisk[]): boolean {
  const holder = new Map<PlannedDisk, DiskSelector>();
  const serve = (selector: DiskSelector, tried: Set<PlannedDisk>): boolean => {
    for (const disk of disks) {
      if (tried.has(disk) || !selects(selector, disk)) continue;
      tried.add(disk);
      const rival = holder.get(disk);
      if (rival !== undefined && !serve(rival, tried)) continue;
      holder.set(disk, selector);
      return true;
    }
    return false;
  };
  return selectors.every((selector) => serve(selector, new Set()));
}
