import { ACCEPTED_CONDITION, type Reason } from './conditions.ts';
import { contains, overlaps, parseNetwork } from './addresses.ts';
import type { ComputeAsset, Device } from './kinds/compute-asset.ts';
import type { ObjectMeta } from './kinds/kind.ts';
import type { L2Domain, Subnet, VPC } from './kinds/network.ts';
import type { Rack, Switch } from './kinds/rack.ts';

/**
 * What only a look at other objects can tell: whether references lead anywhere, and whether what must be unique is.
 * The bridge shows the verdict as the Accepted condition; the scheduler asks the same functions, never the condition.
 */
export type Acceptance =
  | { accepted: true }
  /** `message` says what is wrong, in which field, and what to do. */
  | { accepted: false; reason: Reason; message: string };

/** The other objects. Each lookup must cost no more than the objects that it answers. */
export interface AcceptanceView {
  /** `mac` in lower case. */
  assetsWithMac(mac: string): readonly ComputeAsset[];
  assetsWithSystemId(systemId: string): readonly ComputeAsset[];
  rack(name: string): Rack | undefined;
  l2Domain(name: string): L2Domain | undefined;
  vpc(name: string): VPC | undefined;
  subnet(name: string): Subnet | undefined;
  /** Subnets of the same VPC that share addresses with this one; may hold the subnet itself. */
  subnetsOverlapping(subnet: Subnet): readonly Subnet[];
}

const ACCEPTED: Acceptance = { accepted: true };

/** The MAC addresses of an asset's network devices, in lower case. */
export function macsOf(asset: Pick<ComputeAsset, 'devices'>): string[] {
  return asset.devices.flatMap((device) => device.l2Domain?.macAddress.toLowerCase() ?? []);
}

/** The L2 domains that an asset's nodes get addresses from. Those of management devices need no object. */
export function l2DomainsOf(asset: Pick<ComputeAsset, 'devices'>): string[] {
  const devices = asset.devices.filter((device) => device.function === 'network' && !isManagement(device));
  return devices.flatMap((device) => device.l2Domain?.name ?? []);
}

function isManagement(device: Device): boolean {
  return device.l2Domain?.networkSwitch?.type === 'Management';
}

type AssetView = Pick<AcceptanceView, 'assetsWithMac' | 'assetsWithSystemId' | 'rack' | 'l2Domain'>;

export function acceptAsset(asset: ComputeAsset, view: AssetView): Acceptance {
  for (const mac of macsOf(asset)) {
    const older = view.assetsWithMac(mac).find((other) => isOlder(other.metadata, asset.metadata));
    if (!older) continue;
    const message = `ComputeAsset ${older.metadata.name} has the MAC address ${mac} already: correct devices[].l2Domain.macAddress in one of the two.`;
    return { accepted: false, reason: 'DuplicateMacAddress', message };
  }
  const systemId = asset.bmc?.systemId;
  if (systemId !== undefined) {
    const older = view.assetsWithSystemId(systemId).find((other) => isOlder(other.metadata, asset.metadata));
    if (older) {
      const message = `ComputeAsset ${older.metadata.name} has the BMC system id ${systemId} already: correct bmc.systemId in one of the two.`;
      return { accepted: false, reason: 'DuplicateSystemId', message };
    }
  }
  if (asset.rack && !view.rack(asset.rack.name)) return missing('Rack', asset.rack.name, 'rack.name');
  for (const name of l2DomainsOf(asset)) {
    if (!view.l2Domain(name)) return missing('L2Domain', name, 'devices[].l2Domain.name');
  }
  return ACCEPTED;
}

export function acceptSubnet(subnet: Subnet, view: AcceptanceView): Acceptance {
  const { vpc: vpcName, cidr, gateway } = subnet.spec;
  const vpc = view.vpc(vpcName);
  if (!vpc) return missing('VPC', vpcName, 'spec.vpc');
  const network = parseNetwork(cidr);
  const home = vpc.spec.cidrs.map(parseNetwork).some((outer) => {
    return outer.prefixLength <= network.prefixLength && overlaps(outer, network);
  });
  if (!home) {
    const message = `${cidr} lies in none of the networks of VPC ${vpcName} (${vpc.spec.cidrs.join(', ')}): add one to the VPC, or make the Subnet anew.`;
    return { accepted: false, reason: 'OutsideVPC', message };
  }
  if (gateway !== undefined && !contains(network, gateway)) {
    const message = `The gateway ${gateway} is no address of ${cidr}: correct spec.gateway.`;
    return { accepted: false, reason: 'GatewayOutsideSubnet', message };
  }
  const older = view.subnetsOverlapping(subnet).find((other) => isOlder(other.metadata, subnet.metadata));
  if (older) {
    const message = `${cidr} overlaps ${older.spec.cidr} of Subnet ${older.metadata.name} in VPC ${vpcName}: delete one of the two.`;
    return { accepted: false, reason: 'OverlappingSubnet', message };
  }
  return ACCEPTED;
}

export function acceptL2Domain(l2Domain: L2Domain, view: AcceptanceView): Acceptance {
  const lost = l2Domain.spec.subnets.find((name) => !view.subnet(name));
  return lost === undefined ? ACCEPTED : missing('Subnet', lost, 'spec.subnets');
}

export function acceptSwitch(networkSwitch: Switch, view: AcceptanceView): Acceptance {
  const { rack } = networkSwitch.spec;
  return view.rack(rack) ? ACCEPTED : missing('Rack', rack, 'spec.rack');
}

function missing(kind: string, name: string, field: string): Acceptance {
  const message = `${kind} ${name} does not exist: create it, or correct ${field}.`;
  return { accepted: false, reason: 'ReferenceNotFound', message };
}

/** By age, then by name, so that of two in conflict everybody picks the same one. Never older than itself. */
export function isOlder(a: ObjectMeta, b: ObjectMeta): boolean {
  const [left, right] = [Date.parse(a.creationTimestamp ?? ''), Date.parse(b.creationTimestamp ?? '')];
  if (left !== right && !Number.isNaN(left) && !Number.isNaN(right)) return left < right;
  return a.name < b.name;
}

/** How a verdict reads as a condition, but for its time of transition. */
export function acceptedCondition(acceptance: Acceptance) {
  if (!acceptance.accepted) {
    return {
      type: ACCEPTED_CONDITION,
      status: 'False',
      reason: acceptance.reason,
      message: acceptance.message,
    } as const;
  }
  const message = 'The object is fine as it stands.';
  return { type: ACCEPTED_CONDITION, status: 'True', reason: 'Accepted', message } as const;
}
