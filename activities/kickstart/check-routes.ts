import { parseAddress, parseNetwork, reaches } from '../../api/addresses.ts';
import type { NodeAddress, PlannedRoute } from '../../api/plan.ts';
import { isAddress, isCidr } from '../../api/schema/strings.ts';
import type { Problem } from './problem.ts';

/** Static routes: each must lead somewhere, through an address that the machine can reach. `at` is the address's field. */
export function checkRoutes({ subnet }: NodeAddress, at: string): Problem[] {
  return (subnet.routes ?? []).flatMap((route, index) => {
    const remedy = `correct the Routes of Subnet ${subnet.name}`;
    return checkRoute(route, subnet.cidr, `${at}.subnet.routes[${index}]`).map((found) => ({ ...found, remedy }));
  });
}

function checkRoute({ destination, via }: PlannedRoute, cidr: string, at: string): Omit<Problem, 'remedy'>[] {
  if (!isCidr(destination)) return [{ field: `${at}.destination`, reason: `"${destination}" is no network` }];
  if (!isAddress(via)) return [{ field: `${at}.via`, reason: `"${via}" is no IP address` }];
  if (parseAddress(via).family !== parseNetwork(destination).family) {
    return [{ field: `${at}.via`, reason: `${via} is of the other family than ${destination}` }];
  }
  if (reaches(parseNetwork(cidr), via)) return [];
  return [{ field: `${at}.via`, reason: `${via} is outside the subnet ${cidr}` }];
}
