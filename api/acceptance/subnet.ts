import { overlaps, parseNetwork, reaches } from '../addresses.ts';
import type { Subnet } from '../kinds/network.ts';
import { type AcceptanceView, isOlder } from './view.ts';
import { type Refusal, refusal } from './verdict.ts';

export function refuseSubnet(subnet: Subnet, view: AcceptanceView): Refusal | undefined {
  const { vpc: vpcName, cidr, gateway } = subnet.spec;
  const cidrs = view.find('VPC', vpcName)?.spec.cidrs ?? [];
  const network = parseNetwork(cidr);
  const home = cidrs.map(parseNetwork).some((outer) => {
    return outer.prefixLength <= network.prefixLength && overlaps(outer, network);
  });
  if (!home) {
    const message = `${cidr} lies in none of the networks of VPC ${vpcName} (${cidrs.join(', ')}): add one to the VPC, or make the Subnet anew.`;
    return refusal('OutsideVPC', message);
  }
  // Refused at the door; this is for what was stored before that was so.
  if (gateway !== undefined && !reaches(network, gateway)) {
    return refusal('GatewayOutsideSubnet', `The gateway ${gateway} is no address of ${cidr}: correct spec.gateway.`);
  }
  const older = view.subnetsOverlapping(subnet).find((other) => isOlder(other.metadata, subnet.metadata));
  if (!older) return undefined;
  const message = `${cidr} overlaps ${older.spec.cidr} of Subnet ${older.metadata.name} in VPC ${vpcName}: delete one of the two.`;
  return refusal('OverlappingSubnet', message);
}
