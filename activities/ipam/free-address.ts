import { type AddressFamily, formatAddress, parseAddress, parseNetwork, parseRange } from '../../api/addresses.ts';
import type { PlannedSubnet } from '../../api/plan.ts';

interface Span {
  first: bigint;
  last: bigint;
}

/** What a subnet never hands out: its network and broadcast addresses, its gateway, its reserved ranges. */
function excluded(subnet: PlannedSubnet): Span[] {
  const network = parseNetwork(subnet.cidr);
  const spans: Span[] = [];
  const bits = network.family === 4 ? 32 : 128;
  if (bits - network.prefixLength > 1) {
    spans.push({ first: network.first, last: network.first });
    // IPv6 has no broadcast address.
    if (network.family === 4) spans.push({ first: network.last, last: network.last });
  }
  if (subnet.gateway) {
    const { value } = parseAddress(subnet.gateway);
    spans.push({ first: value, last: value });
  }
  for (const text of subnet.reserved) {
    const range = parseRange(text);
    if (range.family === network.family) spans.push(range);
  }
  return spans.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}

/** The lowest address of a subnet that nobody holds; undefined when there is none. `taken` in canonical text. */
export function lowestFreeAddress(subnet: PlannedSubnet, taken: ReadonlySet<string>): string | undefined {
  const network = parseNetwork(subnet.cidr);
  const spans = excluded(subnet);
  let candidate = network.first;
  while (candidate <= network.last) {
    const value = candidate;
    const span = spans.find(({ first, last }) => value >= first && value <= last);
    if (span) {
      candidate = span.last + 1n;
      continue;
    }
    const text = formatAddress(candidate, network.family);
    if (!taken.has(text)) return text;
    candidate += 1n;
  }
  return undefined;
}

export function familyOf(subnet: PlannedSubnet): AddressFamily {
  return parseNetwork(subnet.cidr).family;
}
