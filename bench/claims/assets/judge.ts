import type { AssetClaim } from '../../../api/kinds/asset-claim.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { APP_LABEL } from './wished-nodes.ts';

/** What the apiserver holds in the end. */
export interface Judgement {
  claims: number;
  /** Nodes that hold more than one asset. */
  doubles: number;
  /** Pairs of nodes in one rack that had to be apart. */
  tooNear: number;
  unplaced: number;
}

export function judge(nodes: readonly ComputeNode[], claims: readonly AssetClaim[]): Judgement {
  const held = nodes.map(({ metadata }) => claims.filter(({ spec }) => spec.nodeRef.uid === metadata.uid));
  const places = new Map<string, number>();
  for (const [index, node] of nodes.entries()) {
    for (const { metadata } of held[index] ?? []) {
      // Assets are named for their rack.
      const place = `${node.metadata.labels?.[APP_LABEL]} ${metadata.name.split('-')[0]}`;
      places.set(place, (places.get(place) ?? 0) + 1);
    }
  }
  return {
    claims: claims.length,
    doubles: held.filter(({ length }) => length > 1).length,
    tooNear: [...places.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0),
    unplaced: held.filter(({ length }) => length === 0).length,
  };
}
