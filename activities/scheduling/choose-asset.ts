import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { AssetGroup } from './asset-group.ts';
import type { FleetEvent } from './fleet-event.ts';
import type { FleetView } from './fleet-view.ts';
import { helpFor, type Loser, losersOf } from './losers.ts';
import { type Ranked, rank } from './rank.ts';
import { rulesFor } from './rules.ts';
import type { Wish } from './wish.ts';

export interface Candidate {
  readonly asset: ComputeAsset;
  /** Its likes: what stands against one of them for its hardware stands against all. */
  readonly group: AssetGroup;
  readonly why: string[];
}

export type Choice =
  /** All that would do, the best first, and why the others would not; each looked up when it is asked for. */
  | { kind: 'fitting'; candidates: () => Iterable<Candidate>; losers: () => Loser[] }
  /** "0/24 assets: 9 claimed, 12 too little memory, 3 tainted maintenance" */
  | { kind: 'unschedulable'; message: string; helpedBy: ReadonlySet<FleetEvent> };

/**
 * The assets that every filter and every rule of placement leaves, by score and then by name. Equal input, equal answer,
 * whatever the order of the input.
 */
export function chooseAsset(wish: Wish, view: FleetView): Choice {
  const rules = rulesFor(wish, view);
  const ranked = rank(wish, view, rules);
  const candidates = () => usable(ranked, view);
  const losers = () => losersOf(wish, view, rules);
  for (const _first of candidates()) return { kind: 'fitting', candidates, losers };
  return { kind: 'unschedulable', message: explain(view.size, losers()), helpedBy: helpFor(rules) };
}

/** Those that Bedplate uses; whether it does is asked of each only when its turn comes. */
function* usable(ranked: Iterable<Ranked>, view: FleetView): Iterable<Candidate> {
  for (const { name, group, why } of ranked) {
    const asset = view.asset(name);
    if (asset && view.whyNotAccepted(asset) === undefined) yield { asset, group, why: why() };
  }
}

function explain(total: number, losers: readonly Loser[]): string {
  const listed = losers.map(({ reason, count }) => `${count} ${reason}`).join(', ');
  return `0/${total} assets: ${listed || 'there are none; apply ComputeAssets'}`;
}
