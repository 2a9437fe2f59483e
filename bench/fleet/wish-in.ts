import type { FleetView } from '../../activities/scheduling/fleet-view.ts';
import type { Wish } from '../../activities/scheduling/wish.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';

/** What a node looks for an asset with. */
export function wishIn(view: Pick<FleetView, 'flavor' | 'provider'>, node: ComputeNode): Wish {
  const flavor = view.flavor(node.spec.flavor);
  const provider = view.provider(node.spec.provider);
  if (!flavor || !provider) throw new Error(`Flavor or provider of ${node.metadata.name} is not there.`);
  return { node, flavor, scheduling: provider.spec.scheduling };
}
