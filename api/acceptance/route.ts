import { parseAddress, parseNetwork, reaches } from '../addresses.ts';
import type { Route } from '../kinds/route.ts';
import type { AcceptanceView } from './view.ts';
import { type Refusal, refusal } from './verdict.ts';

export function refuseRoute({ spec }: Route, view: AcceptanceView): Refusal | undefined {
  const { subnet: name, destination, via } = spec;
  const cidr = view.find('Subnet', name)?.spec.cidr;
  if (cidr === undefined) return undefined;
  const network = parseNetwork(cidr);
  if (parseAddress(via).family !== network.family) {
    const message = `The route to ${destination} is of IPv${parseAddress(via).family}, and Subnet ${name} (${cidr}) is of IPv${network.family}: correct spec.destination and spec.via, or make the Route anew for another subnet.`;
    return refusal('FamilyMismatch', message);
  }
  if (reaches(network, via)) return undefined;
  return refusal('ViaOutsideSubnet', `${via} is no address of Subnet ${name} (${cidr}): correct spec.via.`);
}
