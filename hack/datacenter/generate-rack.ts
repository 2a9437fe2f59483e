import type { KubeObject } from '../cluster/objects.ts';
import { formatIpv4, parseIpv4 } from './ipv4.ts';

const infra = 'infra.tess.io/v1alpha1';
const firstHostNetwork = parseIpv4('10.1.0.0');
/** From here on are the addresses of BMCs. */
export const firstBmcAddress = parseIpv4('10.128.0.1');
const smallestSubnet = 256;
const reservedAddresses = 16;
const mostRacks = 0xffff;

/** How many IPv4 addresses each rack's subnet holds; a power of two. */
export type HostNetwork = { perRack: number; first: number };

/** Twice the assets: addresses rest for a while before they are used again. */
export function networkOf(racks: number, assetsPerRack: number): HostNetwork {
  let perRack = smallestSubnet;
  while (perRack < 2 * assetsPerRack + reservedAddresses) perRack *= 2;
  const first = Math.ceil(firstHostNetwork / perRack) * perRack;
  if (racks > mostRacks || first + racks * perRack > firstBmcAddress) {
    throw new Error(`${racks} racks of ${assetsPerRack} assets do not fit into 10.0.0.0/9: ask for fewer.`);
  }
  return { perRack, first };
}

export function rackName(index: number): string {
  return `r${index + 1}`;
}

export type RackInput = { index: number; vpc: string; network: HostNetwork };

export function rackObjects({ index, vpc, network }: RackInput): KubeObject[] {
  const rack = rackName(index);
  const base = network.first + index * network.perRack;
  const at = (offset: number) => formatIpv4(base + offset);
  const prefix = `2001:db8:1:${(index + 1).toString(16)}::`;
  const shared = { vpc, domain: `${rack}.fleet.example`, quarantine: '10m' };
  const v4 = { cidr: `${at(0)}/${32 - Math.log2(network.perRack)}`, gateway: at(1), reserved: [`${at(1)}-${at(9)}`] };
  const v6 = { cidr: `${prefix}/64`, gateway: `${prefix}1`, reserved: [`${prefix}-${prefix}f`] };
  return [
    object('Rack', rack, { availabilityZone: 'az1', networkZone: 'prod', row: 'A', units: 42, powerWatts: 12_000 }),
    object('Switch', `${rack}-switch`, { rack, role: 'Provision' }),
    object('Switch', `${rack}-lom-switch`, { rack, role: 'Management' }),
    object('Subnet', `${rack}-v4`, { ...shared, ...v4, dns: ['10.0.0.53'], ntp: ['10.0.0.123'] }),
    object('Subnet', `${rack}-v6`, { ...shared, ...v6, dns: ['2001:db8::53'], ntp: ['2001:db8::123'] }),
    object('Route', `${rack}-storage`, { subnet: `${rack}-v4`, destination: '10.200.0.0/16', via: at(9), metric: 100 }),
    object('L2Domain', `${rack}-servers`, { vlan: 101 + (index % 3_900), subnets: [`${rack}-v4`, `${rack}-v6`] }),
    object('L2Domain', `${rack}-lom`, { role: 'Management' }),
  ];
}

function object(kind: string, name: string, spec: Record<string, unknown>): KubeObject {
  return { apiVersion: infra, kind, metadata: { name }, spec };
}
