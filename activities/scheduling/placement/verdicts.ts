import type { AssetGroup } from '../asset-group.ts';
import type { Refusal, Verdict } from '../filters/verdicts.ts';
import type { FleetView } from '../fleet-view.ts';
import type { Wish } from '../wish.ts';
import { placementRules } from './index.ts';

/** What the rules of placement say of eligible groups, as nodes stand now. */
export function placementVerdicts(wish: Wish, view: FleetView, eligible: Iterable<AssetGroup>): Verdict {
  const rules = placementRules.flatMap(({ helpedBy, prepare }) => {
    const refuse = prepare(wish, view, eligible);
    // Thousands of groups are refused for a handful of reasons: one object for each of these.
    return refuse ? [{ refuse, helpedBy, refusals: new Map<string, Refusal>() }] : [];
  });
  return (group) => {
    for (const { refuse, helpedBy, refusals } of rules) {
      const reason = refuse(group);
      if (reason === undefined) continue;
      let refusal = refusals.get(reason);
      if (!refusal) refusals.set(reason, (refusal = { reason, helpedBy }));
      return refusal;
    }
    return undefined;
  };
}
