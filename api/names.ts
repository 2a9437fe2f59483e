import { fixedWidth, fromFixedWidth } from './addresses.ts';

/** With an address behind it a name has at most 63 characters: 30, the dash, and 32 digits. */
export const MAX_VPC_NAME = 30;

/** It is a label of each of its addresses, and a label's value has at most 63 characters. */
export const MAX_SUBNET_NAME = 63;

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
