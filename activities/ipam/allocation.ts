import { contains, formatAddress, parseAddress, parseNetwork } from '../../api/addresses.ts';
import type { NodeAddress, PlannedNic, PlannedSubnet } from '../../api/plan.ts';
import { familyOf, lowestFreeAddress } from './free-address.ts';

export type Allocation =
  | { kind: 'planned'; addresses: NodeAddress[] }
  | { kind: 'exhausted'; device: string; family: 4 | 6; subnets: string[] }
  | { kind: 'outside'; device: string; address: string };

/**
 * The addresses that a node gets: one for each network device and family that its L2 domain has subnets of, or what it
 * asked for by name. What it holds already stays. All or nothing.
 */
export function planAllocation(
  nics: readonly PlannedNic[],
  held: readonly NodeAddress[],
  takenIn: (vpc: string) => ReadonlySet<string>,
): Allocation {
  const addresses: NodeAddress[] = [];
  const assumed = new Map<string, Set<string>>();
  const taken = (vpc: string) => {
    const known = assumed.get(vpc) ?? new Set(takenIn(vpc));
    assumed.set(vpc, known);
    return known;
  };
  for (const nic of nics) {
    for (const family of [4, 6] as const) {
      const subnets = nic.subnets.filter((subnet) => familyOf(subnet) === family);
      if (subnets.length === 0) continue;
      const kept = held.find((item) => item.device === nic.device && parseAddress(item.address).family === family);
      if (kept) {
        addresses.push(kept);
        continue;
      }
      const wished = nic.requested.find((address) => parseAddress(address).family === family);
      const found = wished ? requestedPlace(wished, subnets) : firstFree(subnets, taken);
      if (!found && wished) return { kind: 'outside', device: nic.device, address: wished };
      if (!found) return { kind: 'exhausted', device: nic.device, family, subnets: subnets.map(({ name }) => name) };
      taken(found.subnet.vpc).add(found.address);
      addresses.push({ device: nic.device, mac: nic.mac, ...found });
    }
  }
  return { kind: 'planned', addresses };
}

type Place = { address: string; subnet: PlannedSubnet };

function requestedPlace(wished: string, subnets: readonly PlannedSubnet[]): Place | undefined {
  const subnet = subnets.find(({ cidr }) => contains(parseNetwork(cidr), wished));
  const { family, value } = parseAddress(wished);
  return subnet ? { address: formatAddress(value, family), subnet } : undefined;
}

function firstFree(subnets: readonly PlannedSubnet[], taken: (vpc: string) => ReadonlySet<string>): Place | undefined {
  for (const subnet of subnets) {
    const address = lowestFreeAddress(subnet, taken(subnet.vpc));
    if (address) return { address, subnet };
  }
  return undefined;
}
