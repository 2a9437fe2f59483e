import type { AssetGroup } from '../asset-group.ts';
import type { FleetView } from '../fleet-view.ts';
import type { Wish } from '../wish.ts';

export interface Judge {
  /** 0 to 100; more is better. */
  points(group: AssetGroup): number;
  /** What the points come from, in few words: "rack r1 is 25 % claimed". */
  why(group: AssetGroup): string;
}

/** What makes one fitting asset better than another. */
export interface Score {
  readonly name: string;
  /** How much it counts beside the others. */
  readonly weight: number;
  /** Undefined: it tells no asset from another for this wish. */
  prepare(wish: Wish, view: FleetView, eligible: Iterable<AssetGroup>): Judge | undefined;
}
