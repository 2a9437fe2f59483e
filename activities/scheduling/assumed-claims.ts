import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { FleetView } from './fleet-view.ts';
import { placedBesides } from './placed-besides.ts';

/** Claims on their way to the apiserver. It has the last word; these only keep a process from racing against itself. */
export interface AssumedClaims {
  /** The fleet, with what is assumed as if it were claimed. */
  readonly view: FleetView;
  /** True while some asset is only assumed to be taken. */
  any(): boolean;
  /** Assumes the asset for its node until `create` has ended, well or not. */
  during<T>(asset: string, node: ComputeNode, create: () => Promise<T>): Promise<T>;
}

export function createAssumedClaims(fleet: FleetView): AssumedClaims {
  const besides = placedBesides(fleet);
  return {
    view: besides.view,
    any: () => besides.size > 0,
    async during(asset, node, create) {
      besides.put(asset, node);
      try {
        return await create();
      } finally {
        besides.drop(asset);
      }
    },
  };
}
