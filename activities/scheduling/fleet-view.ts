import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';
import type { L2Domain, Subnet } from '../../api/kinds/network.ts';
import type { OSImage } from '../../api/kinds/os-image.ts';

/** What the scheduler looks at: a consistent picture of the fleet in memory, claims just made included. */
export interface FleetView {
  assets(): Iterable<ComputeAsset>;
  claims(): Iterable<AssetClaim>;
  claimOf(asset: string): AssetClaim | undefined;
  l2Domain(name: string): L2Domain | undefined;
  subnet(name: string): Subnet | undefined;
  provider(name: string): ComputeProvider | undefined;
  flavor(name: string): Flavor | undefined;
  osImage(name: string): OSImage | undefined;
  /** Why Bedplate doesn't use the asset (a duplicate MAC, say); undefined when it is fine. */
  whyNotAccepted(asset: ComputeAsset): string | undefined;
}
