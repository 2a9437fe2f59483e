import ipaddr from 'ipaddr.js';

export type AddressFamily = 4 | 6;

export interface Network {
  readonly family: AddressFamily;
  /** The first address of the network. */
  readonly first: bigint;
  readonly last: bigint;
  readonly prefixLength: number;
}

const BITS = { 4: 32, 6: 128 } as const;

function toBigInt(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function toBytes(value: bigint, family: AddressFamily): number[] {
  const bytes: number[] = [];
  for (let shift = BITS[family] - 8; shift >= 0; shift -= 8) bytes.push(Number((value >> BigInt(shift)) & 0xffn));
  return bytes;
}

/** Throws on what is no address: schemas have checked it before. */
export function parseAddress(text: string): { family: AddressFamily; value: bigint } {
  const address = ipaddr.parse(text);
  return { family: address.kind() === 'ipv4' ? 4 : 6, value: toBigInt(address.toByteArray()) };
}

/** The canonical text: dotted for IPv4, RFC 5952 for IPv6. */
export function formatAddress(value: bigint, family: AddressFamily): string {
  return ipaddr.fromByteArray(toBytes(value, family)).toString();
}

export function parseNetwork(cidr: string): Network {
  const [text = '', length = ''] = cidr.split('/');
  const { family, value } = parseAddress(text);
  const prefixLength = Number(length);
  const hostMask = (1n << BigInt(BITS[family] - prefixLength)) - 1n;
  const first = value & ~hostMask;
  return { family, first, last: first | hostMask, prefixLength };
}

/** The canonical text of a network, its host bits cleared. */
export function formatNetwork({ first, family, prefixLength }: Network): string {
  return `${formatAddress(first, family)}/${prefixLength}`;
}

export function contains(network: Network, address: string): boolean {
  const { family, value } = parseAddress(address);
  return family === network.family && value >= network.first && value <= network.last;
}

/** Whether a machine in the network can send to the address without a router: it lies there, or on any link of IPv6. */
export function reaches(network: Network, address: string): boolean {
  return contains(network, address) || (network.family === 6 && contains(LINK_LOCAL, address));
}

export function overlaps(a: Network, b: Network): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

const LINK_LOCAL = parseNetwork('fe80::/10');

/** 255.255.255.0 for a /24. */
export function netmask(network: Network): string {
  const bits = BITS[network.family];
  const mask = ((1n << BigInt(network.prefixLength)) - 1n) << BigInt(bits - network.prefixLength);
  return formatAddress(mask, network.family);
}

/** `10.1.1.1-10.1.1.9` or one address, as first and last. */
export function parseRange(text: string): { family: AddressFamily; first: bigint; last: bigint } {
  const [from = '', to = from] = text.split('-');
  const first = parseAddress(from);
  return { family: first.family, first: first.value, last: parseAddress(to).value };
}

/** The reverse name of an address, absolute: `11.1.1.10.in-addr.arpa.` */
export function reverseName(address: string): string {
  const { family, value } = parseAddress(address);
  const bytes = toBytes(value, family);
  if (family === 4) return `${[...bytes].reverse().join('.')}.in-addr.arpa.`;
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 0xf]).map((nibble) => nibble.toString(16));
  return `${nibbles.reverse().join('.')}.ip6.arpa.`;
}

/** An address in fixed-width hexadecimal: 8 digits for IPv4, 32 for IPv6, so that equal addresses have one spelling. */
export function fixedWidth(address: string): string {
  const { family, value } = parseAddress(address);
  return value.toString(16).padStart(BITS[family] / 4, '0');
}

export function fromFixedWidth(hex: string): string {
  return formatAddress(BigInt(`0x${hex}`), hex.length === 8 ? 4 : 6);
}
