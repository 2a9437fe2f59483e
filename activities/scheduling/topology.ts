import type { AcceptanceView } from '../../api/acceptance/view.ts';
import { dataDevices } from '../../api/data-devices.ts';
import {
  L2_DOMAIN_LABEL,
  NETWORK_ZONE_LABEL,
  RACK_LABEL,
  REGION_LABEL,
  SWITCH_LABEL,
  VPC_LABEL,
  ZONE_LABEL,
} from '../../api/groups.ts';
import type { ComputeAsset } from '../../api/kinds/compute-asset.ts';

/** What an asset's place is looked up in. */
export type Find = AcceptanceView['find'];

/**
 * The labels that nodes are selected and spread by: the asset's own, and what its fields and the objects that they name
 * say. The zone of a subnet is nearer to a node than that of its rack.
 */
export function topologyLabels(asset: ComputeAsset, find: Find): Record<string, string> {
  const first = dataDevices(asset)[0]?.l2Domain;
  const rack = asset.rack && find('Rack', asset.rack.name)?.spec;
  const zone = asset.availabilityZone?.name ?? rack?.availabilityZone;
  const names = (first && find('L2Domain', first.name)?.spec.subnets) ?? [];
  const subnets = names.flatMap((name) => find('Subnet', name)?.spec ?? []);
  const derived = {
    [REGION_LABEL]: zone === undefined ? undefined : find('AvailabilityZone', zone)?.spec.region,
    [ZONE_LABEL]: zone,
    [NETWORK_ZONE_LABEL]: subnets.find(({ networkZone }) => networkZone)?.networkZone ?? rack?.networkZone,
    [VPC_LABEL]: subnets[0]?.vpc,
    [RACK_LABEL]: asset.rack?.name,
    [SWITCH_LABEL]: first?.networkSwitch?.name,
    [L2_DOMAIN_LABEL]: first?.name,
  };
  const set = Object.entries(derived).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), ...asset.metadata.labels };
}
