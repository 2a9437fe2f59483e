import { disjoint, excludedSpans, type Span } from '../../api/address-space.ts';
import { type AddressFamily, parseNetwork } from '../../api/addresses.ts';
import type { PlannedSubnet } from '../../api/plan.ts';
import type { TakenRuns } from './taken-runs.ts';

/** What of a subnet can be had. Nothing here counts through addresses one by one: a /64 has too many. */
export interface FreeAddresses {
  readonly network: Span & { readonly family: AddressFamily };
  has(value: bigint): boolean;
  /** Lowest first, from a value on. */
  gaps(from?: bigint): Iterable<Span>;
}

/** `besides` is not to be had either, such as what the same node gets for another device. */
export function freeAddresses(subnet: PlannedSubnet, taken: TakenRuns, besides: readonly bigint[] = []): FreeAddresses {
  const network = parseNetwork(subnet.cidr);
  const singles = besides.filter((value) => value >= network.first && value <= network.last);
  const excluded = disjoint([...excludedSpans(subnet), ...singles.map((value) => ({ first: value, last: value }))]);
  return {
    network,
    has: (value) =>
      value >= network.first &&
      value <= network.last &&
      !excluded.some(({ first, last }) => value >= first && value <= last) &&
      !taken.has(value),
    *gaps(start = network.first) {
      let from = start > network.first ? start : network.first;
      for (const { first, last } of excluded) {
        if (from < first) yield* taken.gaps({ first: from, last: first - 1n });
        if (from <= last) from = last + 1n;
      }
      if (from <= network.last) yield* taken.gaps({ first: from, last: network.last });
    },
  };
}

export function countOf(free: FreeAddresses): bigint {
  let count = 0n;
  for (const { first, last } of free.gaps()) count += last - first + 1n;
  return count;
}

/** The free address with `position` free ones below it. */
export function nthFree(free: FreeAddresses, position: bigint): bigint | undefined {
  let below = 0n;
  for (const { first, last } of free.gaps()) {
    const size = last - first + 1n;
    if (position < below + size) return first + (position - below);
    below += size;
  }
  return undefined;
}

/** The lowest free one from a value on. */
export function nextFree(free: FreeAddresses, value: bigint): bigint | undefined {
  for (const { first } of free.gaps(value)) return first;
  return undefined;
}
