import ipaddr from 'ipaddr.js';

/** The DNS zones, cut at octets or nibbles, that together hold the PTR records of a subnet and nothing beside it. */
export function reverseZones(cidr: string): string[] {
  const [address, length] = ipaddr.parseCIDR(cidr);
  const isV4 = address.kind() === 'ipv4';
  const digits = isV4 ? address.toByteArray().map(String) : nibbles(address.toByteArray());
  const bitsPerDigit = isV4 ? 8 : 4;
  const kept = Math.ceil(length / bitsPerDigit);
  const spare = kept * bitsPerDigit - length;
  const suffix = isV4 ? 'in-addr.arpa.' : 'ip6.arpa.';
  const prefix = digits.slice(0, kept);
  const last = Number.parseInt(prefix.pop() ?? '0', isV4 ? 10 : 16);
  const firstOfRange = (last >> spare) << spare;
  return Array.from({ length: 2 ** spare }, (_, index) => {
    const digit = (firstOfRange + index).toString(isV4 ? 10 : 16);
    return [...prefix, digit].reverse().concat(suffix).join('.');
  });
}

function nibbles(bytes: readonly number[]): string[] {
  return bytes.flatMap((byte) => [...byte.toString(16).padStart(2, '0')]);
}
