import { isIPv4 } from 'node:net';
import { netmask, parseNetwork } from '../../api/addresses.ts';
import type { NodeAddress, PlanInputs, PlannedAsset } from '../../api/plan.ts';

/** Static addresses, one line a device, the one that boots from the network first: it carries names and default routes. */
export function networkLines(inputs: PlanInputs, addresses: readonly NodeAddress[]): string[] {
  const routed = { IPv4: false, IPv6: false };
  return addressesByDevice(inputs.asset, addresses).map((held, index) => {
    const v4 = held.find(({ address }) => isIPv4(address));
    const v6 = held.find(({ address }) => !isIPv4(address));
    // A second default route of a family would only compete with the first.
    const gateway4 = routed.IPv4 ? undefined : v4?.subnet.gateway;
    const gateway6 = routed.IPv6 ? undefined : v6?.subnet.gateway;
    routed.IPv4 ||= gateway4 !== undefined;
    routed.IPv6 ||= gateway6 !== undefined;

    const options = [
      `--device=${held[0]?.mac}`,
      '--bootproto=static',
      '--onboot=yes',
      ...ipv4(v4, gateway4),
      ...ipv6(v6, gateway6),
    ];
    if (gateway4 === undefined && gateway6 === undefined) options.push('--nodefroute');
    const dns = unique(held.flatMap(({ subnet }) => subnet.dns));
    if (dns.length > 0) options.push(`--nameserver=${dns.join(',')}`);
    if (index === 0) options.push(`--hostname=${inputs.fqdn}`, '--activate');
    return `network ${options.join(' ')}`;
  });
}

/** The time servers of all the node's subnets. */
export function timeServers(addresses: readonly NodeAddress[]): string[] {
  return unique(addresses.flatMap(({ subnet }) => subnet.ntp));
}

/** The addresses of the device that the machine is installed through. */
export function provisioningAddresses({ asset }: PlanInputs, addresses: readonly NodeAddress[]): NodeAddress[] {
  return addressesByDevice(asset, addresses)[0] ?? [];
}

/** Lines of /etc/hosts for the node itself, so that it knows its name before DNS does. */
export function hostsLines(inputs: PlanInputs, addresses: readonly NodeAddress[]): string[] {
  return provisioningAddresses(inputs, addresses).map(({ address }) => `${address} ${inputs.fqdn} ${inputs.hostname}`);
}

/** In the asset's order: its first device is the one that boots from the network. */
export function addressesByDevice({ nics }: PlannedAsset, addresses: readonly NodeAddress[]): NodeAddress[][] {
  return nics
    .map(({ device }) => addresses.filter((address) => address.device === device))
    .filter((held) => held.length > 0);
}

function ipv4(address: NodeAddress | undefined, gateway: string | undefined): string[] {
  if (!address) return ['--noipv4'];
  const options = [`--ip=${address.address}`, `--netmask=${netmask(parseNetwork(address.subnet.cidr))}`];
  return gateway === undefined ? options : [...options, `--gateway=${gateway}`];
}

function ipv6(address: NodeAddress | undefined, gateway: string | undefined): string[] {
  if (!address) return ['--noipv6'];
  const options = [`--ipv6=${address.address}/${parseNetwork(address.subnet.cidr).prefixLength}`];
  return gateway === undefined ? options : [...options, `--ipv6gateway=${gateway}`];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
