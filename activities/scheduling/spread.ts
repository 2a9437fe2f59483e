import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { FleetView } from './fleet-view.ts';
import { topologyLabels } from './topology.ts';

type Constraint = NonNullable<ComputeNode['spec']['topologySpread']>[number];

/**
 * How many nodes of the namespace each domain of a topology key carries. The domains are those of assets that could
 * serve at all; a node counts also on an asset that would not be chosen again, a machine held for repair or cleaning not.
 */
export function countByDomain(
  key: string,
  namespace: string,
  eligible: readonly ComputeAsset[],
  view: FleetView,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const asset of eligible) {
    const domain = topologyLabels(asset)[key];
    if (domain !== undefined) counts.set(domain, 0);
  }
  for (const asset of view.assets()) {
    const domain = topologyLabels(asset)[key] ?? '';
    const before = counts.get(domain);
    const claim = view.claimOf(asset.metadata.name)?.spec;
    if (before === undefined || claim?.nodeRef.namespace !== namespace || claim.hold) continue;
    counts.set(domain, before + 1);
  }
  return counts;
}

/** True when one node more in the asset's domain leaves it at most maxSkew above the emptiest domain. */
export function keepsSpread(asset: ComputeAsset, constraint: Constraint, counts: Map<string, number>): boolean {
  const domain = topologyLabels(asset)[constraint.topologyKey];
  if (domain === undefined) return false;
  const emptiest = Math.min(...counts.values());
  return (counts.get(domain) ?? 0) + 1 - emptiest <= constraint.maxSkew;
}
