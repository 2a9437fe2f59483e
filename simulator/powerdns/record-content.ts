import { isIP } from 'node:net';
import type { Traps } from '../traps/traps.ts';

const known = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'DS',
  'HINFO',
  'MX',
  'NAPTR',
  'NS',
  'PTR',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'TLSA',
  'TXT',
];

export function knownType(type: string): boolean {
  return known.includes(type);
}

/** Why PowerDNS refuses this content, in its words; null when it takes it. */
export function contentProblem(type: string, content: string, traps: Traps): string | null {
  if (!traps.isOn('powerdns.content-is-parsed')) return null;
  if (type === 'A' && isIP(content) !== 4)
    return `Parsing record content (try 'pdnsutil check-zone'): unable to parse IP address, strange character: ${content.charAt(0)}`;
  if (type === 'AAAA' && isIP(content) !== 6)
    return `Parsing record content (try 'pdnsutil check-zone'): unable to parse IPv6 address`;
  if (['CNAME', 'NS', 'PTR'].includes(type)) {
    if (!content.endsWith('.') && !traps.isOn('powerdns.target-needs-its-dot')) return null;
    if (!content.endsWith('.')) return `Not in expected format (parsed as '${content}.')`;
    if (!dnsName(content)) return `Parsing record content (try 'pdnsutil check-zone'): unable to parse DNS name`;
  }
  if (type === 'TXT' && !/^"[\s\S]*"$/.test(content)) {
    return `Parsing record content (try 'pdnsutil check-zone'): Data field in DNS should start with quote (") at position 0 of '${content}'`;
  }
  if (type === 'SSHFP' && !/^\d+ \d+ [0-9a-fA-F]+$/.test(content))
    return `Parsing record content (try 'pdnsutil check-zone'): unable to parse SSHFP`;
  return null;
}

export function dnsName(name: string): boolean {
  if (name === '.') return true;
  if (name.length > 254 || !name.endsWith('.')) return false;
  return name
    .slice(0, -1)
    .split('.')
    .every((label) => label.length > 0 && label.length <= 63 && !/\s/.test(label));
}
