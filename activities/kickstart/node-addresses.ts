import { isIPv4 } from 'node:net';
import type { IPAddress } from '../../api/kinds/network.ts';
import type { NodeAddress, PlanInputs, PlannedNic } from '../../api/plan.ts';

/** A node's addresses as its plan knows the devices and subnets that they belong to. */
export function nodeAddresses(inputs: PlanInputs, addresses: readonly IPAddress[]): NodeAddress[] {
  return heldAddresses(inputs.asset.nics, addresses);
}

/**
 * Addresses by the devices that hold them: in the devices' order, IPv4 first. One for a device or a subnet that is not
 * there is left out: it belongs to another asset that the node held, and must not block an undo.
 */
export function heldAddresses(nics: readonly PlannedNic[], addresses: readonly IPAddress[]): NodeAddress[] {
  return nics.flatMap(({ device, mac, subnets }) => {
    const held = addresses.flatMap(({ spec }): NodeAddress[] => {
      const subnet = subnets.find(({ name }) => name === spec.subnet);
      return spec.claimRef.device === device && subnet ? [{ device, mac, address: spec.address, subnet }] : [];
    });
    return held.sort((a, b) => familyOf(a) - familyOf(b) || a.address.localeCompare(b.address));
  });
}

function familyOf({ address }: NodeAddress): 4 | 6 {
  return isIPv4(address) ? 4 : 6;
}
