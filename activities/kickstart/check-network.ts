import { isIPv4 } from 'node:net';
import { contains, fixedWidth, type Network, parseAddress, parseNetwork } from '../../api/addresses.ts';
import type { NodeAddress, PlanInputs } from '../../api/plan.ts';
import { isAddress, isCidr } from '../../api/schema/strings.ts';
import { checkRoutes } from './check-routes.ts';
import type { Problem } from './problem.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;
const LINK_LOCAL = parseNetwork('fe80::/10');

/** Addresses, gateways, name servers and time servers. */
export function checkNetwork(inputs: PlanInputs, addresses: readonly NodeAddress[]): Problem[] {
  if (addresses.length === 0) {
    const remedy = 'give the L2 domain of the first network device a subnet with a free address';
    return [{ field: 'addresses', reason: 'the node has no address', remedy }];
  }
  return addresses.flatMap((address, index) => {
    const field = `addresses[${index}]`;
    const broken = [...checkDevice(inputs, address, field), ...checkServers(address, field)];
    const malformed = checkShape(address, field);
    if (malformed) return [...broken, malformed];
    return [
      ...broken,
      ...checkPlace(address, field),
      ...checkRoutes(address, field),
      ...checkRivals(address, addresses.slice(0, index), field),
    ];
  });
}

function checkDevice(inputs: PlanInputs, { device, mac, address }: NodeAddress, field: string): Problem[] {
  const nic = inputs.asset.nics.find((candidate) => candidate.device === device);
  const remedy = `compare with the devices of ComputeAsset ${inputs.asset.name}`;
  if (!nic)
    return [
      { field: `${field}.device`, reason: `${address} is for network device "${device}", which is not there`, remedy },
    ];
  if (!MAC.test(mac)) {
    return [
      {
        field: `${field}.mac`,
        reason: `"${mac}" is no lower-case MAC address`,
        remedy: 'write it like 52:54:00:aa:00:01',
      },
    ];
  }
  if (nic.mac === mac) return [];
  return [{ field: `${field}.mac`, reason: `${address} is for ${mac}, device "${device}" is ${nic.mac}`, remedy }];
}

function checkServers({ subnet }: NodeAddress, field: string): Problem[] {
  const servers = [
    ...subnet.dns.map((server, index) => [`${field}.subnet.dns[${index}]`, server] as const),
    ...subnet.ntp.map((server, index) => [`${field}.subnet.ntp[${index}]`, server] as const),
  ];
  return servers.flatMap(([at, server]): Problem[] => {
    if (isAddress(server)) return [];
    return [{ field: at, reason: `"${server}" is no IP address`, remedy: `correct it in Subnet ${subnet.name}` }];
  });
}

function checkShape({ address, subnet }: NodeAddress, field: string): Problem | undefined {
  if (!isAddress(address)) {
    return {
      field: `${field}.address`,
      reason: `"${address}" is no IP address`,
      remedy: 'release it and let another be allocated',
    };
  }
  if (isCidr(subnet.cidr)) return undefined;
  return {
    field: `${field}.subnet.cidr`,
    reason: `"${subnet.cidr}" is no network`,
    remedy: `correct it in Subnet ${subnet.name}`,
  };
}

function checkPlace({ address, subnet }: NodeAddress, field: string): Problem[] {
  const network = parseNetwork(subnet.cidr);
  const at = `${field}.address`;
  const remedy = 'release it and let another be allocated';
  if (!contains(network, address)) {
    return [{ field: at, reason: `${address} is outside Subnet ${subnet.name} (${subnet.cidr})`, remedy }];
  }
  const role = reservedRole(network, address);
  if (role) return [{ field: at, reason: `${address} is the ${role} of ${subnet.cidr}`, remedy }];
  return checkGateway(address, subnet.gateway, network, subnet.name, field);
}

function checkGateway(
  address: string,
  gateway: string | undefined,
  network: Network,
  subnet: string,
  at: string,
): Problem[] {
  if (gateway === undefined) return [];
  const field = `${at}.subnet.gateway`;
  const remedy = `correct the gateway of Subnet ${subnet}`;
  if (!isAddress(gateway)) return [{ field, reason: `"${gateway}" is no IP address`, remedy }];
  if (!contains(network, gateway) && !contains(LINK_LOCAL, gateway)) {
    return [{ field, reason: `gateway ${gateway} is outside the subnet`, remedy }];
  }
  if (parseAddress(gateway).family !== network.family) {
    return [{ field, reason: `gateway ${gateway} is of the other family than the subnet`, remedy }];
  }
  if (fixedWidth(gateway) !== fixedWidth(address)) return [];
  return [
    { field, reason: `${address} is the gateway's own address`, remedy: 'reserve it in the subnet, and release it' },
  ];
}

/** One address of a family on a device is what a kickstart's network line takes. */
function checkRivals(entry: NodeAddress, earlier: readonly NodeAddress[], at: string): Problem[] {
  const field = `${at}.address`;
  const remedy = 'release one of them';
  const valid = earlier.filter(({ address }) => isAddress(address));
  if (valid.some(({ address }) => fixedWidth(address) === fixedWidth(entry.address))) {
    return [{ field, reason: `${entry.address} is there twice`, remedy }];
  }
  const family = isIPv4(entry.address) ? 'IPv4' : 'IPv6';
  const rival = valid.find(
    ({ device, address }) => device === entry.device && isIPv4(address) === isIPv4(entry.address),
  );
  if (!rival) return [];
  return [
    {
      field,
      reason: `device "${entry.device}" has two ${family} addresses, ${rival.address} and ${entry.address}`,
      remedy,
    },
  ];
}

function reservedRole(network: Network, address: string): string | undefined {
  const { value } = parseAddress(address);
  const hosts = network.last - network.first;
  // A /31 or /127 has two hosts and nothing else, a /32 or /128 one.
  if (hosts <= 1n) return undefined;
  if (value === network.first) return network.family === 4 ? 'network address' : 'router anycast address';
  return network.family === 4 && value === network.last ? 'broadcast address' : undefined;
}
