import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { FleetView } from './fleet-view.ts';
import type { Wish } from './filters/filter.ts';
import { filters } from './filters/index.ts';
import { countByDomain, keepsSpread } from './spread.ts';

/** Why assets are out, and how many for that reason. */
export interface Loser {
  reason: string;
  count: number;
}

export type Choice =
  /** All that would do, the best first. */
  | { kind: 'fitting'; assets: ComputeAsset[]; why: string[]; losers: Loser[] }
  /** "0/24 assets: 9 claimed, 12 too little memory, 3 tainted maintenance" */
  | { kind: 'unschedulable'; message: string };

/** The assets that every filter leaves and that keep the spread, by name. Equal input, equal answer. */
export function firstFit(wish: Wish, view: FleetView): Choice {
  const refused = new Map<string, number>();
  const eligible: ComputeAsset[] = [];
  const free: ComputeAsset[] = [];
  const assets = [...view.assets()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const asset of assets) {
    const no = refusal(asset, wish, view);
    if (no === undefined) free.push(asset);
    else refused.set(no.reason, (refused.get(no.reason) ?? 0) + 1);
    // Claimed assets still count for the spread: their domains are where nodes are.
    if (no === undefined || no.filter === 'claimed') eligible.push(asset);
  }
  const constraints = wish.node.spec.topologySpread ?? [];
  const counted = constraints.map((constraint) => ({
    constraint,
    counts: countByDomain(constraint.topologyKey, wish.node.metadata.namespace ?? '', eligible, view),
  }));
  const keepsAll = (asset: ComputeAsset, when: string) =>
    counted
      .filter(({ constraint }) => when === 'any' || constraint.whenUnsatisfiable === when)
      .every(({ constraint, counts }) => keepsSpread(asset, constraint, counts));

  const allowed = free.filter((asset) => keepsAll(asset, 'DoNotSchedule'));
  if (allowed.length > 0) {
    const better = allowed.filter((asset) => keepsAll(asset, 'any'));
    const fitting = [...better, ...allowed.filter((asset) => !better.includes(asset))];
    const why = [`first of ${allowed.length} fitting among ${assets.length} assets`];
    return { kind: 'fitting', assets: fitting, why, losers: sorted(refused) };
  }
  if (free.length > 0) refused.set('would break the topology spread', free.length);
  return { kind: 'unschedulable', message: explain(assets.length, refused) };
}

function refusal(asset: ComputeAsset, wish: Wish, view: FleetView): { filter: string; reason: string } | undefined {
  for (const filter of filters) {
    const reason = filter.refuse(asset, wish, view);
    if (reason !== undefined) return { filter: filter.name, reason };
  }
  return undefined;
}

function sorted(refused: ReadonlyMap<string, number>): Loser[] {
  const reasons = [...refused].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return reasons.map(([reason, count]) => ({ reason, count }));
}

function explain(total: number, refused: ReadonlyMap<string, number>): string {
  const listed = sorted(refused)
    .map(({ reason, count }) => `${count} ${reason}`)
    .join(', ');
  return `0/${total} assets: ${listed || 'there are none; apply ComputeAssets'}`;
}
