import type { AssetGroup } from '../asset-group.ts';
import type { Refuse } from '../filters/filter.ts';
import type { FleetEvent } from '../fleet-event.ts';
import type { FleetView } from '../fleet-view.ts';
import type { Wish } from '../wish.ts';

/** What is asked of the place of an asset, given where the others are. */
export interface PlacementRule {
  readonly name: string;
  /** What may change so that it no longer refuses an asset. */
  readonly helpedBy: readonly FleetEvent[];
  /** `eligible` are the groups that every filter leaves, claimed assets included. Undefined: nothing to say. */
  prepare(wish: Wish, view: FleetView, eligible: Iterable<AssetGroup>): Refuse | undefined;
}
