import type { AssetGroup } from './asset-group.ts';
import { filterWishOf } from './filters/filter.ts';
import { type Verdict, verdictsFor } from './filters/verdicts.ts';
import type { FleetView } from './fleet-view.ts';
import { placementVerdicts } from './placement/verdicts.ts';
import type { Wish } from './wish.ts';

/** What is asked of groups of assets for one wish. */
export interface Rules {
  readonly groups: Iterable<AssetGroup>;
  /** Why all assets of a group are out, for what they are. */
  readonly filtered: Verdict;
  /** The groups that every filter leaves, claimed assets included; looked up anew by each who asks. */
  readonly eligible: Iterable<AssetGroup>;
  /** Why the free assets of an eligible group are out, for what stands where. */
  readonly placed: Verdict;
}

export function rulesFor(wish: Wish, view: FleetView): Rules {
  const filtered = verdictsFor(filterWishOf(wish));
  const groups = { [Symbol.iterator]: () => groupsFor(wish, view)[Symbol.iterator]() };
  const eligible = { [Symbol.iterator]: () => passing(groups, filtered) };
  return { groups, filtered, eligible, placed: placementVerdicts(wish, view, eligible) };
}

/** A node that names its asset has no other choice. */
function groupsFor({ node }: Wish, view: FleetView): Iterable<AssetGroup> {
  const { assetName } = node.spec;
  if (!assetName) return view.groups();
  const group = view.groupOf(assetName);
  return group ? [{ ...group, size: 1, free: view.claimOf(assetName) ? [] : [assetName] }] : [];
}

function* passing(groups: Iterable<AssetGroup>, filtered: Verdict): Generator<AssetGroup> {
  for (const group of groups) if (filtered(group) === undefined) yield group;
}

export function isAllowed({ filtered, placed }: Rules, group: AssetGroup): boolean {
  return group.free.length > 0 && filtered(group) === undefined && placed(group) === undefined;
}
