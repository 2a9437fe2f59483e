import { fixedWidth } from '../../api/addresses.ts';
import { parseDuration } from '../../api/duration.ts';
import type { IPAddress, Subnet } from '../../api/kinds/network.ts';
import { isResting } from './subnet-use.ts';

/** One address of a subnet that somebody holds, or held a short time ago. */
export interface AddressLine {
  address: string;
  namespace: string;
  node: string;
  device: string;
  phase: 'Bound' | 'Quarantined';
  /** When a resting address can be had again, RFC 3339. */
  until?: string;
}

/** Lowest first. */
export function addressLines({ spec }: Subnet, addresses: readonly IPAddress[]): AddressLine[] {
  return addresses.map((address) => lineOf(address, spec.quarantine)).sort(byAddress);
}

function lineOf(address: IPAddress, quarantine: string): AddressLine {
  const { namespace, name, device } = address.spec.claimRef;
  const line = { address: address.spec.address, namespace, node: name, device };
  if (!isResting(address)) return { ...line, phase: 'Bound' };
  const until = Date.parse(address.metadata.deletionTimestamp ?? '') + parseDuration(quarantine);
  return { ...line, phase: 'Quarantined', until: new Date(until).toISOString().replace('.000Z', 'Z') };
}

function byAddress(a: AddressLine, b: AddressLine): number {
  return fixedWidth(a.address).localeCompare(fixedWidth(b.address));
}
