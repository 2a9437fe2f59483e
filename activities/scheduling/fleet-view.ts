import type { AssetClaim } from '../../api/kinds/asset-claim.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';
import type { AffinityTerm } from '../../api/kinds/compute-node.ts';
import type { ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { Flavor } from '../../api/kinds/flavor.ts';
import type { L2Domain, Subnet } from '../../api/kinds/network.ts';
import type { OSImage } from '../../api/kinds/os-image.ts';
import type { Route } from '../../api/kinds/route.ts';
import type { AssetGroup } from './asset-group.ts';
import type { Labels } from '../../api/label-selector.ts';
import type { DomainCounts, DomainQuestion, KeepingAway } from './placed-index.ts';
import type { RackUse } from './rack-use.ts';

/** A node that holds an asset, where affinity and spread look at it. A machine held for repair carries none. */
export interface PlacedNode {
  readonly namespace: string;
  readonly labels: Labels;
  /** Whom it must not share a domain with. */
  readonly antiAffinity: readonly AffinityTerm[];
  /** The labels of its asset. */
  readonly topology: Labels;
}

/** A claim, as far as others look at it. */
export type StandingClaim = Pick<AssetClaim, 'metadata'> & { spec: Pick<AssetClaim['spec'], 'nodeRef' | 'hold'> };

/** What the scheduler looks at: a consistent picture of the fleet in memory, claims just made included. */
export interface FleetView {
  readonly size: number;
  groups(): Iterable<AssetGroup>;
  groupOf(asset: string): AssetGroup | undefined;
  asset(name: string): ComputeAsset | undefined;
  claims(): Iterable<StandingClaim>;
  claimOf(asset: string): StandingClaim | undefined;
  /** Where nodes stand, machines held for repair or cleaning apart. */
  domainCounts(question: DomainQuestion): DomainCounts;
  /** How many assets a rack has, and how many of them are free. */
  racks(): (rack: string) => RackUse | undefined;
  /** Whom the nodes that stand somewhere want to be away from, of every namespace. */
  keepingAway(): Iterable<KeepingAway>;
  l2Domain(name: string): L2Domain | undefined;
  subnet(name: string): Subnet | undefined;
  provider(name: string): ComputeProvider | undefined;
  flavor(name: string): Flavor | undefined;
  osImage(name: string): OSImage | undefined;
  /** Routes of a subnet that Bedplate uses, by name. */
  routesOf(subnet: string): readonly Route[];
  /** What an asset is selected and spread by. */
  labelsOf(asset: ComputeAsset): Labels;
  /** Why Bedplate doesn't use the asset, in few words (`DuplicateMacAddress`); undefined when it is fine. */
  whyNotAccepted(asset: ComputeAsset): string | undefined;
  /** Nothing new is taken from a subnet that overlaps another, say. */
  isAccepted(subnet: Subnet): boolean;
}
