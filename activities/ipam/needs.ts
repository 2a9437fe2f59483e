import { parseAddress, parseNetwork } from '../../api/addresses.ts';
import type { PlannedAsset, PlannedSubnet } from '../../api/plan.ts';
import type { AddressNeed } from '../ports/address-allocator.ts';
import { type CurrentNic, currentNic, type NetworkView } from './planned-subnets.ts';
import { refuseStray, type Requests } from './requests.ts';

/** What a node needs as its L2 domains are now. Throws on a request that no device can meet. */
export function currentNeeds(
  asset: Pick<PlannedAsset, 'name' | 'nics'>,
  requests: Requests,
  view: NetworkView,
): AddressNeed[] {
  refuseStray(asset, requests);
  return needsOf(
    asset.nics.map((nic) => {
      const requested = requests.filter(({ device }) => device === nic.device).map(({ address }) => address);
      return currentNic({ ...nic, requested }, view);
    }),
  );
}

/** One address for each network device and family that its L2 domain has subnets of, or that the node asks for. */
export function needsOf(nics: readonly CurrentNic[]): AddressNeed[] {
  return nics.flatMap(({ device, l2Domain, subnets, former, requested }) =>
    ([4, 6] as const).flatMap((family): AddressNeed[] => {
      const ofFamily = (subnet: PlannedSubnet) => familyOf(subnet) === family;
      const need = {
        device,
        family,
        l2Domain,
        subnets: subnets.filter(ofFamily),
        former: former.filter(ofFamily),
      };
      const wished = requested.find((address) => parseAddress(address).family === family);
      if (wished !== undefined) return [{ ...need, requested: wished }];
      // A family whose every subnet is of no use just now is waited for.
      return need.subnets.length + need.former.length > 0 ? [need] : [];
    }),
  );
}

function familyOf({ cidr }: PlannedSubnet): 4 | 6 {
  return parseNetwork(cidr).family;
}
