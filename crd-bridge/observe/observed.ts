import type { StoreChange } from '../../api/cluster/index.ts';
import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';
import type { IPAddress, L2Domain, Subnet, VPC } from '../../api/kinds/network.ts';
import type { OSImage } from '../../api/kinds/os-image.ts';
import type { Rack, Switch } from '../../api/kinds/rack.ts';

interface Kinds {
  ComputeNode: ComputeNode;
  ComputeAsset: ComputeAsset;
  AssetClaim: AssetClaim;
  ComputeProvider: ComputeProvider;
  Flavor: Flavor;
  OSImage: OSImage;
  IPAddress: IPAddress;
  L2Domain: L2Domain;
  Subnet: Subnet;
  VPC: VPC;
  Rack: Rack;
  Switch: Switch;
}

/** A change of one object, as the watch of its kind brought it. */
export type Observed = { [K in keyof Kinds]: { kind: K; change: StoreChange<Kinds[K]> } }[keyof Kinds];

/** The object came or went: what refers to it by name is to be looked at again. */
export function cameOrWent({ change }: Observed): boolean {
  return change.type === 'delete' || change.previous === undefined;
}
