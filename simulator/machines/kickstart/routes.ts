import { contains, formatAddress, formatNetwork, parseAddress, parseNetwork } from '../../addresses/cidr.ts';
import { findNic, type MachineSpec, type Route } from '../machine.ts';
import type { NetworkPlan } from './network.ts';

const keyFile = /^\/etc\/NetworkManager\/system-connections\/(.+)\.nmconnection$/;
const routeFile = /^\/etc\/sysconfig\/network-scripts\/route6?-(.+)$/;

/**
 * The static routes of an installed system, by the files that its network manager reads. Those of a device without a
 * profile are nobody's, and a next hop that is on no link of the device is refused, as a kernel does.
 */
export function routesIn(files: ReadonlyMap<string, string>, spec: MachineSpec, network: NetworkPlan): Route[] {
  const routes = [...files].flatMap(([path, content]) => {
    const written = keyFile.exec(path) ?? routeFile.exec(path);
    const device = written && findNic(spec, written[1] ?? '')?.identifier;
    if (!device) return [];
    const links = network.links.filter((link) => link.device === device);
    const lines = keyFile.test(path) ? keyFileRoutes(content) : content.split('\n');
    return lines.flatMap((line) => {
      const route = readRoute(line);
      const via = route && parseAddress(route.via);
      return route && via && links.some((link) => contains(link.network, via)) ? [route] : [];
    });
  });
  return [...new Map(routes.map((route) => [`${route.destination} ${route.via}`, route])).values()];
}

/** A group may stand there twice; of a key that does the last one counts. */
function keyFileRoutes(content: string): string[] {
  const found = new Map<string, string>();
  let group = '';
  for (const line of content.split('\n').map((each) => each.trim())) {
    group = /^\[(.+)\]$/.exec(line)?.[1] ?? group;
    const [, key = '', value = ''] = /^(route\d+)\s*=\s*(.+)$/.exec(line) ?? [];
    const family = value.includes(':') ? 'ipv6' : 'ipv4';
    if (key !== '' && group === family) found.set(`${group} ${key}`, value.replaceAll(',', ' '));
  }
  return [...found.values()];
}

/** `10.200.0.0/16 via 10.1.1.254 metric 100`, or the same without its words. */
function readRoute(line: string): Route | null {
  const [, net = '', gateway = '', metric] =
    /^(\S+)(?:\s+via)?\s+(\S+)(?:(?:\s+metric)?\s+(\d+))?$/.exec(line.trim()) ?? [];
  const network = parseNetwork(net);
  const via = parseAddress(gateway);
  if (!network || via?.family !== network.family) return null;
  const destination = formatNetwork(network);
  return { destination, via: formatAddress(via), metric: metric === undefined ? null : Number(metric) };
}
