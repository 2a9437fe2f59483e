import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { AssetGroup } from './asset-group.ts';
import type { FleetView } from './fleet-view.ts';

type Constraint = NonNullable<ComputeNode['spec']['topologySpread']>[number];

/** How many above the emptiest domain a group's would be with one node more; undefined when it is in no domain. */
export type SkewOf = (group: AssetGroup) => number | undefined;

/**
 * Counts the nodes of the namespace that the constraint selects, by domain of its key. The domains are those of assets that
 * could serve at all; a node counts also on an asset that would not be chosen again.
 */
export function skewBy(
  constraint: Constraint,
  namespace: string,
  view: FleetView,
  eligible: Iterable<AssetGroup>,
): SkewOf {
  const { topologyKey, labelSelector = {} } = constraint;
  const counts = view.domainCounts({ namespaces: [namespace], labelSelector, topologyKey });
  let emptiest = Infinity;
  for (const { labels } of eligible) {
    const domain = labels[topologyKey];
    if (domain !== undefined) emptiest = Math.min(emptiest, counts.get(domain) ?? 0);
    if (emptiest === 0) break;
  }
  return ({ labels }) => {
    const domain = labels[topologyKey];
    return domain === undefined ? undefined : (counts.get(domain) ?? 0) + 1 - emptiest;
  };
}
