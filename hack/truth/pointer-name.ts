import ipaddr from 'ipaddr.js';

/** The DNS name under which an address is looked up in reverse. */
export function pointerName(address: string): string {
  const parsed = ipaddr.parse(address);
  const bytes = parsed.toByteArray();
  if (parsed.kind() === 'ipv4') return `${bytes.reverse().join('.')}.in-addr.arpa.`;
  const nibbles = bytes.flatMap((byte) => [...byte.toString(16).padStart(2, '0')]);
  return `${nibbles.reverse().join('.')}.ip6.arpa.`;
}
