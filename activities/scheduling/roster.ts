import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { type AssetGroup, signatureOf } from './asset-group.ts';
import type { Labels } from '../../api/label-selector.ts';
import { RACK_LABEL } from '../../api/groups.ts';
import { referenceKey, referencesOf } from '../../api/references.ts';
import type { RackUse } from './rack-use.ts';

/** The fleet's assets in groups, kept up with each change: what a choice costs grows with the groups, not the assets. */
export interface Roster {
  put(asset: ComputeAsset): void;
  drop(asset: string): void;
  /** A claim of that name stands, or none does any more. The asset need not be known yet. */
  setClaimed(asset: string, isClaimed: boolean): void;
  groups(): Iterable<AssetGroup>;
  groupOf(asset: string): AssetGroup | undefined;
  rack(name: string): RackUse | undefined;
  /** The assets that name an object, by `referenceKey`. */
  naming(key: string): ComputeAsset[];
  readonly size: number;
}

interface Group {
  readonly signature: string;
  readonly members: Map<string, ComputeAsset>;
  readonly free: string[];
  readonly labels: Labels;
  /** The objects that its assets name. */
  readonly names: readonly string[];
  asset: ComputeAsset;
  size: number;
}

/** `labelsOf`: what an asset is selected and spread by, as it is now. Put an asset again when that changes. */
export function createRoster(labelsOf: (asset: ComputeAsset) => Labels): Roster {
  const groups = new Map<string, Group>();
  const groupOfAsset = new Map<string, Group>();
  const claimed = new Set<string>();
  const racks = new Map<string, { size: number; free: number }>();
  // Of groups, not of assets: all of a group stand in the same place.
  const namedBy = new Map<string, Set<Group>>();

  function count({ labels }: Group, size: number, free: number): void {
    const name = labels[RACK_LABEL];
    if (name === undefined) return;
    const use = racks.get(name) ?? { size: 0, free: 0 };
    use.size += size;
    use.free += free;
    if (use.size > 0) racks.set(name, use);
    else racks.delete(name);
  }

  function begin(group: Group): Group {
    groups.set(group.signature, group);
    for (const key of group.names) namedBy.set(key, (namedBy.get(key) ?? new Set()).add(group));
    return group;
  }

  function end(group: Group): void {
    groups.delete(group.signature);
    for (const key of group.names) {
      const naming = namedBy.get(key);
      naming?.delete(group);
      if (naming?.size === 0) namedBy.delete(key);
    }
  }

  function leave(name: string): void {
    const group = groupOfAsset.get(name);
    if (!group) return;
    groupOfAsset.delete(name);
    group.members.delete(name);
    group.size -= 1;
    takeOut(group.free, name);
    count(group, -1, claimed.has(name) ? 0 : -1);
    const [another] = group.members.values();
    if (!another) end(group);
    else if (group.asset.metadata.name === name) group.asset = another;
  }

  function join(asset: ComputeAsset, signature: string, labels: Labels): void {
    const { name } = asset.metadata;
    const group = groups.get(signature) ?? begin(newGroup(signature, asset, labels));
    groupOfAsset.set(name, group);
    group.members.set(name, asset);
    group.size += 1;
    if (!claimed.has(name)) putIn(group.free, name);
    count(group, 1, claimed.has(name) ? 0 : 1);
  }

  return {
    put(asset) {
      const { name } = asset.metadata;
      const labels = labelsOf(asset);
      const signature = signatureOf(asset, labels);
      const known = groupOfAsset.get(name);
      if (known?.signature === signature) {
        known.members.set(name, asset);
        if (known.asset.metadata.name === name) known.asset = asset;
        return;
      }
      leave(name);
      join(asset, signature, labels);
    },
    drop: leave,
    setClaimed(name, isClaimed) {
      if (claimed.has(name) === isClaimed) return;
      if (isClaimed) claimed.add(name);
      else claimed.delete(name);
      const group = groupOfAsset.get(name);
      if (!group) return;
      if (isClaimed) takeOut(group.free, name);
      else putIn(group.free, name);
      count(group, 0, isClaimed ? -1 : 1);
    },
    groups: () => groups.values(),
    groupOf: (name) => groupOfAsset.get(name),
    rack: (name) => racks.get(name),
    naming: (key) => [...(namedBy.get(key) ?? [])].flatMap(({ members }) => [...members.values()]),
    get size() {
      return groupOfAsset.size;
    },
  };
}

function newGroup(signature: string, asset: ComputeAsset, labels: Labels): Group {
  const names = referencesOf(asset).map(referenceKey);
  return { signature, members: new Map(), free: [], labels, names, asset, size: 0 };
}

/** Where the name stands, or would stand, in an ordered list. */
function placeOf(names: readonly string[], name: string): number {
  let [low, high] = [0, names.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

function putIn(names: string[], name: string): void {
  const place = placeOf(names, name);
  if (names[place] !== name) names.splice(place, 0, name);
}

function takeOut(names: string[], name: string): void {
  const place = placeOf(names, name);
  if (names[place] === name) names.splice(place, 1);
}
