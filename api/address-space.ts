import { contains, formatAddress, type Network, parseAddress, parseNetwork, parseRange } from './addresses.ts';

/** What of a subnet decides which of its addresses can be had. */
export interface AddressSpace {
  readonly cidr: string;
  readonly gateway?: string | undefined;
  readonly reserved: readonly string[];
  readonly dns: readonly string[];
  readonly ntp: readonly string[];
  /** Static routes of its machines. Their next hops are routers, as the gateway is. */
  readonly routes?: readonly { readonly destination: string; readonly via: string }[] | undefined;
}

/** From the first to the last, both of them included. */
export interface Span {
  readonly first: bigint;
  readonly last: bigint;
}

interface Excluded extends Span {
  /** Such as "the gateway". */
  readonly what: string;
}

/**
 * What a subnet never hands out. A network of one or two addresses has neither a network nor a broadcast address (RFC
 * 3021, RFC 6164); IPv6 has no broadcast, but its lowest address is the anycast address of the subnet's routers.
 */
function excludedOf(space: AddressSpace, network: Network): Excluded[] {
  const excluded: Excluded[] = [];
  if (network.last - network.first > 1n) {
    const what = network.family === 4 ? 'the network address' : 'the anycast address of the routers';
    excluded.push({ first: network.first, last: network.first, what });
    if (network.family === 4) excluded.push({ first: network.last, last: network.last, what: 'the broadcast address' });
  }
  const named = [
    ...(space.gateway === undefined ? [] : [{ text: space.gateway, what: 'the gateway' }]),
    ...(space.routes ?? []).map(({ destination, via }) => ({ text: via, what: `the next hop to ${destination}` })),
    ...space.reserved.map((text) => ({ text, what: `reserved (${text})` })),
    ...space.dns.map((text) => ({ text, what: 'a DNS server' })),
    ...space.ntp.map((text) => ({ text, what: 'a time server' })),
  ];
  for (const { text, what } of named) {
    const span = clipped(text, network);
    if (span) excluded.push({ ...span, what });
  }
  return excluded;
}

/** What of a range lies in the network. One that is written backwards means what lies between its ends, too. */
function clipped(text: string, network: Network): Span | undefined {
  const range = parseRange(text);
  if (range.family !== network.family) return undefined;
  const [low, high] = range.first <= range.last ? [range.first, range.last] : [range.last, range.first];
  const first = low > network.first ? low : network.first;
  const last = high < network.last ? high : network.last;
  return first <= last ? { first, last } : undefined;
}

/** What a subnet never hands out, lowest first; none overlaps or touches another. */
export function excludedSpans(space: AddressSpace): Span[] {
  return disjoint(excludedOf(space, parseNetwork(space.cidr)));
}

/** What an address of the subnet is, that it is never handed out; undefined when it can be had. */
export function whyExcluded(space: AddressSpace, address: string): string | undefined {
  const { value } = parseAddress(address);
  const network = parseNetwork(space.cidr);
  return excludedOf(space, network).find(({ first, last }) => value >= first && value <= last)?.what;
}

export interface SpaceSize {
  size: bigint;
  /** Without what is never handed out. */
  usable: bigint;
}

export function sizeOf(space: AddressSpace): SpaceSize {
  const network = parseNetwork(space.cidr);
  const size = network.last - network.first + 1n;
  return { size, usable: excludedSpans(space).reduce((rest, { first, last }) => rest - (last - first + 1n), size) };
}

/** In digits while people can read them: "240", then "2^64", or "2^64 - 17". */
export function readableCount(count: bigint): string {
  if (count < 1_000_000_000n) return String(count);
  const exponent = (count - 1n).toString(2).length;
  const short = 2n ** BigInt(exponent) - count;
  if (short === 0n) return `2^${exponent}`;
  return short < 1_000_000n ? `2^${exponent} - ${short}` : `about 2^${exponent}`;
}

/** The address in its one spelling, when it is one of the network's. */
export function addressIn(cidr: string, address: string): string | undefined {
  if (!contains(parseNetwork(cidr), address)) return undefined;
  const { family, value } = parseAddress(address);
  return formatAddress(value, family);
}

export function disjoint(spans: readonly Span[]): Span[] {
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = merged.at(-1);
    if (before && first <= before.last + 1n) before.last = last > before.last ? last : before.last;
    else merged.push({ first, last });
  }
  return merged;
}
