import type { FleetEvent } from './fleet-event.ts';
import type { FleetView } from './fleet-view.ts';
import { isAllowed, type Rules } from './rules.ts';
import type { Wish } from './wish.ts';

/** Why assets are out, and how many for that reason. */
export interface Loser {
  reason: string;
  count: number;
}

/** All that were not chosen, the most frequent reason first. */
export function losersOf(wish: Wish, view: FleetView, rules: Rules): Loser[] {
  const tally = new Map<string, number>();
  const count = (reason: string, more: number) => void tally.set(reason, (tally.get(reason) ?? 0) + more);
  countOthers(wish, view, count);
  for (const group of rules.groups) {
    const refusal = rules.filtered(group);
    if (refusal) count(refusal.reason, group.size);
  }
  for (const group of rules.eligible) {
    const refusal = group.free.length > 0 ? rules.placed(group) : undefined;
    if (refusal) count(refusal.reason, group.free.length);
  }
  countUnusable(wish, view, rules, count);
  return [...tally]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([reason, number]) => ({ reason, count: number }));
}

const UNACCEPTED_HELPED_BY = ['asset-hardware', 'asset-went', 'network'] as const satisfies readonly FleetEvent[];

/** What may change so that one of them is chosen. */
export function helpFor(rules: Rules): ReadonlySet<FleetEvent> {
  const helpedBy = new Set<FleetEvent>(['asset-came']);
  const add = (events: readonly FleetEvent[] = []) => events.forEach((event) => helpedBy.add(event));
  for (const group of rules.groups) add(rules.filtered(group)?.helpedBy);
  for (const group of rules.eligible) {
    if (group.free.length < group.size) helpedBy.add('claim-ended');
    // Free, and not accepted: for what it refers to, or for a rival.
    if (isAllowed(rules, group)) add(UNACCEPTED_HELPED_BY);
    else if (group.free.length > 0) add(rules.placed(group)?.helpedBy);
  }
  return helpedBy;
}

type Count = (reason: string, more: number) => void;

function countOthers({ node }: Wish, view: FleetView, count: Count): void {
  const { assetName } = node.spec;
  if (!assetName) return;
  const others = view.size - (view.groupOf(assetName) ? 1 : 0);
  if (others > 0) count(`not ${assetName}`, others);
}

/** What nobody refused and can't be had all the same. */
function countUnusable({ node }: Wish, view: FleetView, rules: Rules, count: Count): void {
  const { assetName } = node.spec;
  const fitting = new Set([...rules.eligible].map(({ asset }) => asset));
  for (const { metadata, spec } of view.claims()) {
    if (assetName && metadata.name !== assetName) continue;
    const group = view.groupOf(metadata.name);
    if (group && fitting.has(group.asset)) count(spec.hold ? spec.hold.phase.toLowerCase() : 'claimed', 1);
  }
  for (const group of rules.eligible) {
    if (!isAllowed(rules, group)) continue;
    for (const name of group.free) {
      const asset = view.asset(name);
      const why = asset && view.whyNotAccepted(asset);
      if (why !== undefined) count(`not accepted (${why})`, 1);
    }
  }
}
