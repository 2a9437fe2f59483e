import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { FleetView } from './fleet-view.ts';
import { topologyLabels } from './topology.ts';

type Constraint = NonNullable<ComputeNode['spec']['topologySpread']>[number];

/** How many nodes of the namespace each domain of a topology key carries, among the assets that could serve at all. */
export function countByDomain(
  key: string,
  namespace: string,
  eligible: readonly ComputeAsset[],
  view: FleetView,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const asset of eligible) {
    const domain = topologyLabels(asset)[key];
    if (domain === undefined) continue;
    const mine = view.claimOf(asset.metadata.name)?.spec.nodeRef.namespace === namespace ? 1 : 0;
    counts.set(domain, (counts.get(domain) ?? 0) + mine);
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
