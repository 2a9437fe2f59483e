import type { AssetGroup } from './asset-group.ts';
import { filterWishOf } from './filters/filter.ts';
import { type Verdict, verdictsFor } from './filters/verdicts.ts';
import type { FleetView } from './fleet-view.ts';
import { placementVerdicts } from './placement/verdicts.ts';
import type { Wish } from './wish.ts';

/** What is asked of groups of assets for one wish. */
export interface Rules {
  /** Why all assets of a group are out, for what they are. */
  readonly filtered: Verdict;
  /** The groups that every filter leaves, claimed assets included. */
  readonly eligible: readonly AssetGroup[];
  /** Why the free assets of an eligible group are out, for what stands where. */
  readonly placed: Verdict;
}

export function rulesFor(wish: Wish, view: FleetView): Rules {
  const filtered = verdictsFor(filterWishOf(wish));
  const eligible: AssetGroup[] = [];
  for (const group of groupsFor(wish, view)) if (filtered(group) === undefined) eligible.push(group);
  return { filtered, eligible, placed: placementVerdicts(wish, view, eligible) };
}

/** A node that names its asset has no other choice. */
export function groupsFor({ node }: Wish, view: FleetView): Iterable<AssetGroup> {
  const { assetName } = node.spec;
  if (!assetName) return view.groups();
  const group = view.groupOf(assetName);
  return group ? [{ ...group, size: 1, free: view.claimOf(assetName) ? [] : [assetName] }] : [];
}

export function isAllowed({ placed }: Rules, group: AssetGroup): boolean {
  return group.free.length > 0 && placed(group) === undefined;
}
