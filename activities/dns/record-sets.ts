import { reverseName } from '../../api/addresses.ts';
import type { DnsRecordSet } from '../ports/dns.ts';

/** A or AAAA under the name, and a PTR for each address. */
export function recordSets(fqdn: string, addresses: readonly string[], ttl: number): DnsRecordSet[] {
  const name = `${fqdn}.`;
  const of = (type: 'A' | 'AAAA', contents: string[]): DnsRecordSet[] =>
    contents.length > 0 ? [{ name, type, ttl, contents }] : [];
  return [
    ...of(
      'A',
      addresses.filter((address) => !address.includes(':')),
    ),
    ...of(
      'AAAA',
      addresses.filter((address) => address.includes(':')),
    ),
    ...addresses.map((address) => ({ name: reverseName(address), type: 'PTR' as const, ttl, contents: [name] })),
  ];
}
