import { L2_DOMAIN_LABEL, RACK_LABEL, SWITCH_LABEL, ZONE_LABEL } from '../../api/groups.ts';
import type { ComputeAsset, Device } from '../../api/kinds/compute-asset.ts';

/** The devices that carry a node's traffic: network devices that no management switch stands behind. */
export function dataDevices(asset: ComputeAsset): Device[] {
  return asset.devices.filter(
    (device) => device.function === 'network' && device.l2Domain?.networkSwitch?.type !== 'Management',
  );
}

/** The labels that nodes are selected and spread by: the asset's own, and what its fields say. */
export function topologyLabels(asset: ComputeAsset): Record<string, string> {
  const first = dataDevices(asset)[0]?.l2Domain;
  const derived = {
    [ZONE_LABEL]: asset.availabilityZone?.name,
    [RACK_LABEL]: asset.rack?.name,
    [SWITCH_LABEL]: first?.networkSwitch?.name,
    [L2_DOMAIN_LABEL]: first?.name,
  };
  const set = Object.entries(derived).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(set), ...asset.metadata.labels };
}
