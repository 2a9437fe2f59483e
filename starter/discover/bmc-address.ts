import { isIPv6 } from 'node:net';

export const DEFAULT_SCHEME = 'redfish+https';

/** `10.2.2.2` and `https://10.2.2.2/` as a driver wants them: redfish+https://10.2.2.2 */
export function bmcAddress(text: string, scheme = DEFAULT_SCHEME): string {
  const address = text.replace(/\/+$/, '');
  if (/^[a-z0-9-]+\+https?:\/\//.test(address)) return address;
  if (/^https?:\/\//.test(address)) return `${scheme.replace(/\+.*/, '')}+${address}`;
  return `${scheme}://${isIPv6(address) ? `[${address}]` : address}`;
}
