import { formatAddress, formatNetwork, parseAddress, parseNetwork } from '../../addresses/cidr.ts';
import type { Route } from '../machine.ts';

const spelled =
  /([0-9a-fA-F:.]+\/\d{1,3})(?:\s+via\s+|\s*,\s*|\s+)([0-9a-fA-F:.]*[0-9a-fA-F])(?:(?:\s+metric\s+|\s*,\s*|\s+)(\d+))?/g;

/** Static routes as `%post` spells them: `ip route`, route files, nmcli or NetworkManager key files. */
export function readRoutes(text: string): Route[] {
  const routes = new Map<string, Route>();
  for (const [, net = '', gateway = '', metric] of text.matchAll(spelled)) {
    const network = parseNetwork(net);
    const via = parseAddress(gateway);
    if (!network || via?.family !== network.family) continue;
    const route = {
      destination: formatNetwork(network),
      via: formatAddress(via),
      metric: metric === undefined ? null : Number(metric),
    };
    routes.set(`${route.destination} ${route.via}`, route);
  }
  return [...routes.values()];
}
