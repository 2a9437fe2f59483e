import { type AddressFamily, formatAddress, parseAddress, parseNetwork } from '../../../api/addresses.ts';
import type { IPAddress } from '../../../api/kinds/network.ts';
import { addressClaimName } from '../../../api/names.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import { type AddressBook, createAddressBook } from '../../../activities/ipam/address-book.ts';
import type { AddressNeed } from '../../../activities/ports/address-allocator.ts';

export function aSubnet(cidr: string, rest: Partial<PlannedSubnet> = {}): PlannedSubnet {
  return { name: `s-${cidr.replace(/[^0-9a-f]+/g, '-')}`, vpc: 'core', cidr, dns: [], ntp: [], reserved: [], ...rest };
}

/** A device that wants one address of the subnets' family. */
export function aNeed(device: string, subnets: PlannedSubnet[], requested?: string): AddressNeed {
  const family: AddressFamily = parseNetwork(subnets[0]?.cidr ?? '10.0.0.0/8').family;
  return { device, family, l2Domain: 'r1-servers', subnets, requested };
}

export interface Holding {
  subnet?: string;
  vpc?: string;
  node?: string;
  releasedAt?: string;
}

export function anAddress(address: string, holding: Holding = {}): IPAddress {
  const { subnet = 'r1-v4', vpc = 'core', node = 'other', releasedAt } = holding;
  return {
    apiVersion: 'infra.tess.io/v1alpha1',
    kind: 'IPAddress',
    metadata: { name: addressClaimName(vpc, address), ...(releasedAt && { deletionTimestamp: releasedAt }) },
    spec: {
      address,
      subnet,
      claimRef: { kind: 'ComputeNode', namespace: 'default', name: node, uid: `uid-${node}`, device: '1' },
    },
  };
}

export function aBook(...addresses: readonly string[]): AddressBook {
  const book = createAddressBook();
  for (const address of addresses) book.put(anAddress(address));
  return book;
}

/** The first addresses of a network, so many. */
export function addressesFrom(first: string, count: number): string[] {
  const { family, value } = parseAddress(first);
  return Array.from({ length: count }, (_, i) => formatAddress(value + BigInt(i), family));
}
