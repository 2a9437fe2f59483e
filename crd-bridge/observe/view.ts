import { macsOf, l2DomainsOf, type AcceptanceView } from '../../api/acceptance.ts';
import { createAcceptanceView, type ResourceOf, type Store } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeAsset, type ComputeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { l2Domain, subnet, vpc, type L2Domain, type Subnet } from '../../api/kinds/network.ts';
import { networkSwitch, rack, type Switch } from '../../api/kinds/rack.ts';

/** Lookups across kinds, each through an index: what they cost is what they answer. */
export interface FleetView extends AcceptanceView {
  claimOf(asset: string): AssetClaim | undefined;
  assetsInRack(rack: string): readonly ComputeAsset[];
  assetsOnL2Domain(l2Domain: string): readonly ComputeAsset[];
  switchesInRack(rack: string): readonly Switch[];
  l2DomainsWithSubnet(subnet: string): readonly L2Domain[];
  subnetsOfVpc(vpc: string): readonly Subnet[];
  /** Nodes whose status says that they wait for the object, or for any of its kind. */
  nodesWaitingFor(kind: string, name: string): readonly ComputeNode[];
}

export interface Stores {
  of<K extends Kind>(kind: K): { readonly store: Store<ResourceOf<K>> };
}

export function createFleetView(stores: Stores): FleetView {
  const assets = stores.of(computeAsset).store;
  const claims = stores.of(assetClaim).store;
  const nodes = stores.of(computeNode).store;
  const racks = stores.of(rack).store;
  const l2Domains = stores.of(l2Domain).store;
  const vpcs = stores.of(vpc).store;
  const subnets = stores.of(subnet).store;
  const waiting = nodes.index(({ status }) => (status.waitsFor ?? []).map(({ kind, name }) => `${kind} ${name}`));
  return {
    ...createAcceptanceView({ assets, racks, l2Domains, vpcs, subnets }),
    claimOf: (asset) => claims.get({ name: asset }),
    assetsInRack: assets.index((asset) => (asset.rack ? [asset.rack.name] : [])),
    assetsOnL2Domain: assets.index(l2DomainsOf),
    switchesInRack: stores.of(networkSwitch).store.index(({ spec }) => [spec.rack]),
    l2DomainsWithSubnet: l2Domains.index(({ spec }) => spec.subnets),
    subnetsOfVpc: subnets.index(({ spec }) => [spec.vpc]),
    nodesWaitingFor: (kind, name) => [...new Set([...waiting(`${kind} ${name}`), ...waiting(`${kind} *`)])],
  };
}

/** Assets that share a MAC address or a system id with this one, as it is or as it was. */
export function rivalsOf(asset: ComputeAsset, view: FleetView): ComputeAsset[] {
  const systemId = asset.bmc?.systemId;
  return [
    ...macsOf(asset).flatMap(view.assetsWithMac),
    ...(systemId === undefined ? [] : view.assetsWithSystemId(systemId)),
  ];
}
