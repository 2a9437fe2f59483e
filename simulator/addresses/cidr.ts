import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;

export interface Address {
  family: Family;
  value: bigint;
}

export interface Network {
  family: Family;
  /** First address of the network. */
  base: bigint;
  /** Prefix length. */
  length: number;
}

export function parseAddress(text: string): Address | null {
  const family = isIP(text);
  if (family !== 4 && family !== 6) return null;
  let value = 0n;
  for (const byte of ipaddr.parse(text).toByteArray()) value = (value << 8n) | BigInt(byte);
  return { family, value };
}

/** Canonical text: dotted IPv4, compressed lower-case IPv6. */
export function formatAddress({ family, value }: Address): string {
  const bytes = Array.from({ length: family === 4 ? 4 : 16 }, (_, index, size = family === 4 ? 4 : 16) =>
    Number((value >> BigInt(8 * (size - 1 - index))) & 0xffn),
  );
  const address = ipaddr.fromByteArray(bytes);
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}

/** An address with a prefix length, e.g. `10.1.1.11/24`. */
export function parseInterfaceAddress(text: string): { address: Address; length: number } | null {
  const [host = '', mask, ...rest] = text.split('/');
  const address = parseAddress(host);
  if (address === null || rest.length > 0) return null;
  const width = widthOf(address.family);
  if (mask === undefined) return { address, length: width };
  if (!/^\d{1,3}$/.test(mask) || Number(mask) > width) return null;
  return { address, length: Number(mask) };
}

/** The network that holds `text`; bits below the prefix length are cleared. */
export function parseNetwork(text: string): Network | null {
  const parsed = parseInterfaceAddress(text);
  return parsed && networkOf(parsed.address, parsed.length);
}

export function networkOf({ family, value }: Address, length: number): Network {
  const shift = BigInt(widthOf(family) - length);
  return { family, base: (value >> shift) << shift, length };
}

export function formatNetwork({ family, base, length }: Network): string {
  return `${formatAddress({ family, value: base })}/${length}`;
}

export function contains(network: Network, address: Address): boolean {
  return network.family === address.family && networkOf(address, network.length).base === network.base;
}

export function sizeOf(network: Network): bigint {
  return 1n << BigInt(widthOf(network.family) - network.length);
}

export function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** 24 for `255.255.255.0`; null for what is no netmask. */
export function netmaskLength(mask: string): number | null {
  const parsed = parseAddress(mask);
  if (parsed?.family !== 4) return null;
  const bits = parsed.value.toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? (bits.indexOf('0') === -1 ? 32 : bits.indexOf('0')) : null;
}
