import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { AssetGroup } from './asset-group.ts';
import { filterWishOf } from './filters/filter.ts';
import { verdictsFor } from './filters/verdicts.ts';
import type { FleetEvent } from './fleet-event.ts';
import type { FleetView } from './fleet-view.ts';
import { placementRules } from './placement/index.ts';
import { type Ranked, rank } from './rank.ts';
import type { Wish } from './wish.ts';

/** Why assets are out, and how many for that reason. */
export interface Loser {
  reason: string;
  count: number;
}

export interface Candidate {
  readonly asset: ComputeAsset;
  /** Its likes: what stands against one of them for its hardware stands against all. */
  readonly group: AssetGroup;
  readonly why: string[];
}

export type Choice =
  /** All that would do, the best first, looked up as they are asked for. */
  | { kind: 'fitting'; candidates: () => Iterable<Candidate>; losers: () => Loser[] }
  /** "0/24 assets: 9 claimed, 12 too little memory, 3 tainted maintenance" */
  | { kind: 'unschedulable'; message: string; helpedBy: ReadonlySet<FleetEvent> };

/**
 * The assets that every filter and every rule of placement leaves, by score and then by name. Equal input, equal answer,
 * whatever the order of the input.
 */
export function chooseAsset(wish: Wish, view: FleetView): Choice {
  const tally = new Map<string, number>();
  const helpedBy = new Set<FleetEvent>(['asset-came']);
  const count: Count = (reason, more, events) => {
    tally.set(reason, (tally.get(reason) ?? 0) + more);
    for (const event of events) helpedBy.add(event);
  };

  const eligible = filtered(wish, view, count);
  const allowed = placed(wish, view, eligible, count);
  const ranked = rank(wish, view, eligible, allowed);
  const candidates = () => usable(ranked, view);

  const losers = () => {
    const reasons = new Map(tally);
    for (const [reason, number] of unusable(wish, eligible, allowed, view)) reasons.set(reason, number);
    return [...reasons]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([reason, number]) => ({ reason, count: number }));
  };
  for (const _first of candidates()) return { kind: 'fitting', candidates, losers };
  if (eligible.some(({ size, free }) => free.length < size)) helpedBy.add('claim-ended');
  // Free, and not accepted: for what it refers to, or for a rival.
  if (allowed.length > 0) for (const event of UNACCEPTED_HELPED_BY) helpedBy.add(event);
  return { kind: 'unschedulable', message: explain(view.size, losers()), helpedBy };
}

const UNACCEPTED_HELPED_BY = ['asset-hardware', 'asset-went', 'network'] as const satisfies readonly FleetEvent[];

type Count = (reason: string, more: number, helpedBy: readonly FleetEvent[]) => void;

/** A node that names its asset has no other choice. */
function groupsFor({ node }: Wish, view: FleetView, count: Count): Iterable<AssetGroup> {
  const { assetName } = node.spec;
  if (!assetName) return view.groups();
  const group = view.groupOf(assetName);
  const others = view.size - (group ? 1 : 0);
  if (others > 0) count(`not ${assetName}`, others, []);
  return group ? [{ ...group, size: 1, free: view.claimOf(assetName) ? [] : [assetName] }] : [];
}

function filtered(wish: Wish, view: FleetView, count: Count): AssetGroup[] {
  const refusalOf = verdictsFor(filterWishOf(wish));
  const eligible: AssetGroup[] = [];
  for (const group of groupsFor(wish, view, count)) {
    const refusal = refusalOf(group);
    if (refusal === undefined) eligible.push(group);
    else count(refusal.reason, group.size, refusal.helpedBy);
  }
  return eligible;
}

function placed(wish: Wish, view: FleetView, eligible: readonly AssetGroup[], count: Count): AssetGroup[] {
  const refusals = placementRules.flatMap(({ helpedBy, prepare }) => {
    const refuse = prepare(wish, view, eligible);
    return refuse ? [{ refuse, helpedBy }] : [];
  });
  return eligible.filter((group) => {
    if (group.free.length === 0) return false;
    for (const { refuse, helpedBy } of refusals) {
      const reason = refuse(group);
      if (reason === undefined) continue;
      count(reason, group.free.length, helpedBy);
      return false;
    }
    return true;
  });
}

/** Those that Bedplate uses; whether it does is asked of each only when its turn comes. */
function* usable(ranked: Iterable<Ranked>, view: FleetView): Iterable<Candidate> {
  for (const { name, group, why } of ranked) {
    const asset = view.asset(name);
    if (asset && view.whyNotAccepted(asset) === undefined) yield { asset, group, why: why() };
  }
}

/** What nobody refused and can't be had all the same. */
function unusable({ node }: Wish, eligible: readonly AssetGroup[], allowed: readonly AssetGroup[], view: FleetView) {
  const { assetName } = node.spec;
  const reasons = new Map<string, number>();
  const count = (reason: string) => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const fitting = new Set(eligible.map(({ asset }) => asset));
  for (const { metadata, spec } of view.claims()) {
    if (assetName && metadata.name !== assetName) continue;
    const group = view.groupOf(metadata.name);
    if (group && fitting.has(group.asset)) count(spec.hold ? spec.hold.phase.toLowerCase() : 'claimed');
  }
  for (const name of allowed.flatMap(({ free }) => free)) {
    const asset = view.asset(name);
    const why = asset && view.whyNotAccepted(asset);
    if (why !== undefined) count(`not accepted (${why})`);
  }
  return reasons;
}

function explain(total: number, losers: readonly Loser[]): string {
  const listed = losers.map(({ reason, count }) => `${count} ${reason}`).join(', ');
  return `0/${total} assets: ${listed || 'there are none; apply ComputeAssets'}`;
}
