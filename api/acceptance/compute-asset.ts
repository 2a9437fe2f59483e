import type { ComputeAsset } from '../kinds/compute-asset.ts';
import { type AcceptanceView, isOlder } from './view.ts';
import { type Refusal, refusal } from './verdict.ts';

/** The MAC addresses of an asset's network devices, in lower case. */
export function macsOf(asset: Pick<ComputeAsset, 'devices'>): string[] {
  return asset.devices.flatMap((device) => device.l2Domain?.macAddress.toLowerCase() ?? []);
}

/** The L2 domains that an asset's nodes get addresses from. Those of management devices need no object. */
export function l2DomainsOf(asset: Pick<ComputeAsset, 'devices'>): string[] {
  return asset.devices.flatMap(({ function: use, l2Domain }) => {
    if (use !== 'network' || !l2Domain || l2Domain.networkSwitch?.type === 'Management') return [];
    return [l2Domain.name];
  });
}

export function refuseAsset(asset: ComputeAsset, view: AcceptanceView): Refusal | undefined {
  return refuseTwin(asset, view) ?? refusePlace(asset, view) ?? refuseNetwork(asset, view);
}

function refuseTwin(asset: ComputeAsset, view: AcceptanceView): Refusal | undefined {
  for (const mac of macsOf(asset)) {
    const older = view.assetsWithMac(mac).find((other) => isOlder(other.metadata, asset.metadata));
    if (!older) continue;
    const message = `ComputeAsset ${older.metadata.name} has the MAC address ${mac} already: correct devices[].l2Domain.macAddress in one of the two.`;
    return refusal('DuplicateMacAddress', message);
  }
  const systemId = asset.bmc?.systemId;
  if (systemId === undefined) return undefined;
  const older = view.assetsWithSystemId(systemId).find((other) => isOlder(other.metadata, asset.metadata));
  if (!older) return undefined;
  const message = `ComputeAsset ${older.metadata.name} has the BMC system id ${systemId} already: correct bmc.systemId in one of the two.`;
  return refusal('DuplicateSystemId', message);
}

function refusePlace({ availabilityZone, rack }: ComputeAsset, view: AcceptanceView): Refusal | undefined {
  const zone = availabilityZone?.name;
  const zoneOfRack = rack && view.find('Rack', rack.name)?.spec.availabilityZone;
  if (zone === undefined || zoneOfRack === undefined || zone === zoneOfRack) return undefined;
  const message = `It says that it is in AvailabilityZone ${zone}, and its Rack ${rack?.name} is in ${zoneOfRack}: correct availabilityZone.name or rack.name.`;
  return refusal('ZoneMismatch', message);
}

function refuseNetwork(asset: ComputeAsset, view: AcceptanceView): Refusal | undefined {
  const empty = l2DomainsOf(asset).find((name) => view.find('L2Domain', name)?.spec.subnets.length === 0);
  if (empty === undefined) return undefined;
  const message = `L2Domain ${empty} has no subnet, so a node on this asset could have no address: name one in spec.subnets of the L2Domain, or correct devices[].l2Domain.name.`;
  return refusal('NoSubnet', message, `NoSubnet of L2Domain ${empty}`);
}
