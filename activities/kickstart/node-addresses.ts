import { isIPv4 } from 'node:net';
import type { IPAddress } from '../../api/kinds/network.ts';
import type { NodeAddress, PlannedAsset } from '../../api/plan.ts';
import { Failure } from '../failure.ts';

type Devices = Pick<PlannedAsset, 'name' | 'nics'>;

/**
 * A node's addresses as its planned asset knows the devices and subnets that they belong to: in the order of the
 * devices, IPv4 first. Throws Conflict for an address of a device or a subnet that the asset does not have.
 */
export function nodeAddresses(asset: Devices, addresses: readonly IPAddress[]): NodeAddress[] {
  const held = addresses.map(({ spec }): NodeAddress => {
    const { device } = spec.claimRef;
    const nic = asset.nics.find((candidate) => candidate.device === device);
    if (!nic) throw unplanned(spec.address, `network device "${device}"`, asset);
    const subnet = nic.subnets.find(({ name }) => name === spec.subnet);
    if (!subnet) throw unplanned(spec.address, `Subnet ${spec.subnet} on network device "${device}"`, asset);
    return { device, mac: nic.mac, address: spec.address, subnet };
  });
  const rank = ({ device }: NodeAddress) => asset.nics.findIndex((nic) => nic.device === device);
  const family = ({ address }: NodeAddress) => (isIPv4(address) ? 4 : 6);
  return held.sort((a, b) => rank(a) - rank(b) || family(a) - family(b) || a.address.localeCompare(b.address));
}

function unplanned(address: string, what: string, asset: Devices): Failure {
  const message = `Address ${address} is held for ${what}, which the plan for ${asset.name} does not have; release it`;
  return new Failure('Conflict', message);
}
