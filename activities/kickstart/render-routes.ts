import { formatAddress, formatNetwork, parseAddress, parseNetwork } from '../../api/addresses.ts';
import type { NodeAddress, PlanInputs, PlannedRoute } from '../../api/plan.ts';
import type { Release } from './release.ts';
import { addressesByDevice } from './render-network.ts';

/** As the installed system takes them. */
interface Hop {
  family: 4 | 6;
  to: string;
  via: string;
  metric?: number;
}

const SCRIPTS = '/etc/sysconfig/network-scripts';
const PROFILES = '/etc/NetworkManager/system-connections';

/**
 * Adds static routes to the profiles that the installer has made of the `network` lines: a kickstart has no command for
 * them. A device without a profile fails the install, since a machine without its routes is not what was asked for.
 */
export function routesScript(release: Release, inputs: PlanInputs, addresses: readonly NodeAddress[]): string[] {
  const routed = hopsByDevice(inputs, addresses);
  if (routed.length === 0) return [];
  return [
    '%post --erroronfail --log=/root/bedplate-routes.log',
    'set -eu',
    ...routed.flatMap(({ mac, hops }) => [
      `device=$(grep -lixF '${mac}' /sys/class/net/*/address | head -n 1 | cut -d / -f 5)`,
      ...(release === 8 ? routeFiles(hops) : profileLines(mac, hops)),
    ]),
    '%end',
  ];
}

/** A route that several devices could take is the first one's: the others would only compete with it. */
function hopsByDevice(inputs: PlanInputs, addresses: readonly NodeAddress[]): { mac: string; hops: Hop[] }[] {
  const known = new Set<string>();
  return addressesByDevice(inputs.asset, addresses).flatMap((held) => {
    const hops = held
      .flatMap(({ subnet }) => (subnet.routes ?? []).map(hopOf))
      .filter(({ to, metric }) => {
        const key = `${to} ${metric ?? ''}`;
        return !known.has(key) && known.add(key);
      });
    return hops.length > 0 ? [{ mac: held[0]?.mac ?? '', hops }] : [];
  });
}

function hopOf({ destination, via, metric }: PlannedRoute): Hop {
  const network = parseNetwork(destination);
  const { family, value } = parseAddress(via);
  return { family, to: formatNetwork(network), via: formatAddress(value, family), metric };
}

/** RHEL 8 keeps profiles as ifcfg files, and routes in files of their own beside them. */
function routeFiles(hops: readonly Hop[]): string[] {
  const file = (name: string, of: readonly Hop[]) =>
    of.length === 0 ? [] : [`cat > "${SCRIPTS}/${name}-$device" <<'EOF'`, ...of.map(asCommand), 'EOF'];
  return [
    `test -f "${SCRIPTS}/ifcfg-$device"`,
    ...file('route', hops.filter(isFamily(4))),
    ...file('route6', hops.filter(isFamily(6))),
  ];
}

function asCommand({ to, via, metric }: Hop): string {
  return metric === undefined ? `${to} via ${via}` : `${to} via ${via} metric ${metric}`;
}

/** Since RHEL 9 profiles are key files. A group that stands there twice is read as one. */
function profileLines(mac: string, hops: readonly Hop[]): string[] {
  const group = (family: 4 | 6) => {
    const of = hops.filter(isFamily(family));
    return of.length === 0
      ? []
      : ['', `[ipv${family}]`, ...of.map((hop, index) => `route${index + 1}=${asValue(hop)}`)];
  };
  return [
    `profile=$(grep -lixE "interface-name=$device|mac-address=${mac}" ${PROFILES}/*.nmconnection | head -n 1)`,
    `cat >> "$profile" <<'EOF'`,
    ...group(4),
    ...group(6),
    'EOF',
  ];
}

function asValue({ to, via, metric }: Hop): string {
  return [to, via, ...(metric === undefined ? [] : [metric])].join(',');
}

function isFamily(family: 4 | 6): (hop: Hop) => boolean {
  return (hop) => hop.family === family;
}
