import {
  contains,
  formatAddress,
  netmaskLength,
  networkOf,
  parseAddress,
  parseInterfaceAddress,
  type Family,
  type Network,
} from '../../addresses/cidr.ts';
import { findNic, type MachineSpec } from '../machine.ts';
import { optionsOf, type Command } from './sections.ts';

export interface NetworkPlan {
  hostname: string;
  addresses: string[];
  gateway: string[];
  dns: string[];
  /** What each device is attached to: a next hop elsewhere can't be reached. */
  links: { device: string; network: Network }[];
}

const linkLocal = networkOf({ family: 6, value: 0xfe80n << 112n }, 10);
const hostnamePattern = /^(?!-)[a-zA-Z0-9-]{1,63}(?<!-)(\.(?!-)[a-zA-Z0-9-]{1,63}(?<!-))*$/;
const macPattern = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i;

/** Reads all `network` lines for this machine; what is wrong with them lands in `problems`. */
export function readNetwork(commands: readonly Command[], spec: MachineSpec, problems: string[]): NetworkPlan {
  const plan: NetworkPlan = { hostname: '', addresses: [], gateway: [], dns: [], links: [] };
  const lines = commands.filter((command) => command.name === 'network');
  const withDevice = lines.filter((line) => optionsOf(line.words).options.has('device'));
  for (const line of lines) {
    const { options } = optionsOf(line.words);
    const complain = (what: string) => problems.push(`network (line ${line.line}): ${what}.`);
    readHostname(options, plan, complain);
    if (!options.has('device')) continue;
    checkDevice(options.get('device') ?? '', spec, line === withDevice[0], complain);
    const device = findNic(spec, options.get('device') ?? '')?.identifier ?? '';
    readIpv4(device, options, plan, complain);
    readIpv6(device, options, plan, complain);
    readNameservers(options, plan, complain);
  }
  if (withDevice.length === 0) problems.push('network: no line names a --device.');
  if (plan.hostname === '') problems.push('network: no line gives a --hostname.');
  return plan;
}

type Options = ReadonlyMap<string, string>;
type Complain = (what: string) => void;

function readHostname(options: Options, plan: NetworkPlan, complain: Complain): void {
  const hostname = options.get('hostname');
  if (hostname === undefined) return;
  if (!hostnamePattern.test(hostname) || hostname.length > 253) complain(`--hostname=${hostname} is not a host name`);
  else plan.hostname = hostname;
}

function checkDevice(device: string, spec: MachineSpec, isFirst: boolean, complain: Complain): void {
  if (isFirst && !macPattern.test(device)) {
    complain(`--device=${device} is not a MAC address`);
    return;
  }
  const nic = findNic(spec, device);
  if (!nic) complain(`--device=${device} is not a network device of this machine`);
  else if (nic.management) complain(`--device=${device} is the management device of this machine`);
}

function readIpv4(device: string, options: Options, plan: NetworkPlan, complain: Complain): void {
  const bootproto = options.get('bootproto') ?? 'dhcp';
  const ip = options.get('ip');
  if (ip === undefined) {
    if (bootproto === 'static' && !options.has('ipv6')) complain('--bootproto=static without --ip');
    if (!['dhcp', 'static', 'query', 'ibft', 'bootp'].includes(bootproto))
      complain(`--bootproto=${bootproto} is unknown`);
    return;
  }
  const address = parseAddress(ip);
  if (address?.family !== 4) {
    complain(`--ip=${ip} is not an IPv4 address`);
    return;
  }
  const netmask = options.get('netmask') ?? '';
  const length = netmaskLength(netmask);
  if (length === null) {
    complain(`--netmask=${netmask} is not a netmask`);
    return;
  }
  plan.addresses.push(formatAddress(address));
  const network = networkOf(address, length);
  plan.links.push({ device, network });
  readGateway('gateway', options, 4, (gateway) => contains(network, gateway), plan, complain);
}

function readIpv6(device: string, options: Options, plan: NetworkPlan, complain: Complain): void {
  const ipv6 = options.get('ipv6');
  if (ipv6 === undefined || ['auto', 'dhcp', 'ignore'].includes(ipv6)) return;
  const parsed = parseInterfaceAddress(ipv6);
  if (parsed?.address.family !== 6) {
    complain(`--ipv6=${ipv6} is not an IPv6 address with prefix`);
    return;
  }
  if (!ipv6.includes('/')) complain(`--ipv6=${ipv6} has no prefix length`);
  plan.addresses.push(formatAddress(parsed.address));
  const net = networkOf(parsed.address, parsed.length);
  plan.links.push({ device, network: net }, { device, network: linkLocal });
  readGateway(
    'ipv6gateway',
    options,
    6,
    (gateway) => contains(net, gateway) || contains(linkLocal, gateway),
    plan,
    complain,
  );
}

function readGateway(
  option: string,
  options: Options,
  family: Family,
  reachable: (gateway: { family: Family; value: bigint }) => boolean,
  plan: NetworkPlan,
  complain: Complain,
): void {
  const text = options.get(option);
  if (text === undefined) return;
  const gateway = parseAddress(text);
  if (gateway?.family !== family) complain(`--${option}=${text} is not an IPv${family} address`);
  else if (!reachable(gateway)) complain(`--${option}=${text} is outside the network of its address`);
  else plan.gateway.push(formatAddress(gateway));
}

function readNameservers(options: Options, plan: NetworkPlan, complain: Complain): void {
  const text = options.get('nameserver');
  if (text === undefined) return;
  for (const server of text.split(',')) {
    const address = parseAddress(server.trim());
    if (address) plan.dns.push(formatAddress(address));
    else complain(`--nameserver=${text} is not a list of addresses`);
  }
}
