import { fixedWidth, fromFixedWidth } from './addresses.ts';

/** The name of an IPAddress object: no colons, one spelling for an address, so that creating it twice is a 409. */
export function addressClaimName(vpc: string, address: string): string {
  return `${vpc}-${fixedWidth(address)}`;
}

/** Undefined when the name is not one of ours. */
export function parseAddressClaimName(name: string): { vpc: string; address: string } | undefined {
  const match = /^(.+)-([0-9a-f]{8}|[0-9a-f]{32})$/.exec(name);
  if (!match) return undefined;
  const [, vpc = '', hex = ''] = match;
  return { vpc, address: fromFixedWidth(hex) };
}
