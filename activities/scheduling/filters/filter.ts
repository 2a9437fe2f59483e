import type { ComputeAsset } from '../../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import type { Flavor } from '../../../api/kinds/flavor.ts';
import type { FleetView } from '../fleet-view.ts';

export interface Wish {
  readonly node: ComputeNode;
  readonly flavor: Flavor;
}

/** Says in few words why an asset is out ("too little memory"), or nothing when it may stay. */
export interface Filter {
  readonly name: string;
  refuse(asset: ComputeAsset, wish: Wish, view: FleetView): string | undefined;
}
