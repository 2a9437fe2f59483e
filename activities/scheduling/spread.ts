import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { AssetGroup } from './asset-group.ts';
import type { FleetView } from './fleet-view.ts';
import { selector } from './label-selector.ts';

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
  eligible: readonly AssetGroup[],
): SkewOf {
  const { topologyKey, labelSelector = {} } = constraint;
  const counts = new Map<string, number>();
  for (const { labels } of eligible) {
    const domain = labels[topologyKey];
    if (domain !== undefined) counts.set(domain, 0);
  }
  const isSelected = selector(labelSelector);
  for (const { labels, topology } of view.placedIn(namespace)) {
    const domain = topology[topologyKey] ?? '';
    const before = counts.get(domain);
    if (before === undefined || !isSelected(labels)) continue;
    counts.set(domain, before + 1);
  }
  let emptiest = Infinity;
  for (const count of counts.values()) emptiest = Math.min(emptiest, count);
  return ({ labels }) => {
    const count = counts.get(labels[topologyKey] ?? '');
    return count === undefined ? undefined : count + 1 - emptiest;
  };
}
