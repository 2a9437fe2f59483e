import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Labels } from '../../api/label-selector.ts';
import { antiAffinityOf } from '../scheduling/affinity.ts';
import type { PlacedNode } from '../scheduling/fleet-view.ts';

/** How others look at who holds an asset. `node`: whoever bears the name now; of another one nothing is known. */
export function placedNodeOf({ spec }: AssetClaim, node: ComputeNode | undefined, topology: Labels): PlacedNode {
  const { namespace, uid } = spec.nodeRef;
  if (node?.metadata.uid !== uid) return unknownAt(topology, namespace);
  return { namespace, labels: node.metadata.labels ?? {}, antiAffinity: antiAffinityOf(node), topology };
}

/** Nodes that are not watched stand in racks by the dozen: those of one rack are told apart by nobody. */
const unknown = new WeakMap<Labels, PlacedNode>();

function unknownAt(topology: Labels, namespace: string): PlacedNode {
  const known = unknown.get(topology);
  if (known?.namespace === namespace) return known;
  const node = { namespace, labels: {}, antiAffinity: [], topology };
  unknown.set(topology, node);
  return node;
}
