import { isIP } from 'node:net';
import { contains, type Network, parseNetwork } from '../../api/addresses.ts';

/**
 * Sends connections meant for `match` to `to`, like curl's --connect-to: only the socket goes elsewhere, the Host header
 * and the TLS server name stay as they were.
 */
export interface ConnectRule {
  /** A host name, all names of a domain, an address or a network, and a port: `foreman.example:80`, `*.example:8000`, `10.0.0.0/8:80`. */
  match: string;
  /** `127.0.0.1:4001` */
  to: string;
}

export interface Endpoint {
  host: string;
  port: number;
}

/** Where a connection really goes; undefined: where it was meant to go. */
export type Detour = (meant: Endpoint) => Endpoint | undefined;

/** The first rule that matches wins. Throws on a malformed rule. */
export function detourBy(rules: readonly ConnectRule[]): Detour {
  const parsed = rules.map((rule) => ({ matches: matcher(parseEndpoint(rule.match)), to: parseEndpoint(rule.to) }));
  return (meant) => parsed.find((rule) => rule.matches(meant))?.to;
}

function matcher(pattern: Endpoint): (meant: Endpoint) => boolean {
  const isPatternHost = hostMatcher(pattern.host);
  return ({ host, port }) => port === pattern.port && isPatternHost(withoutBrackets(host));
}

function hostMatcher(pattern: string): (host: string) => boolean {
  if (pattern.includes('/')) return inNetwork(parseNetwork(pattern));
  return pattern.startsWith('*.') ? inDomain(pattern.slice(1)) : isHost(pattern);
}

function inNetwork(network: Network): (host: string) => boolean {
  return (host) => isIP(host) !== 0 && contains(network, host);
}

/** `ending`: with the dot before it. */
function inDomain(ending: string): (host: string) => boolean {
  return (host) => host.toLowerCase().endsWith(ending.toLowerCase());
}

function isHost(wanted: string): (host: string) => boolean {
  return (host) => host.toLowerCase() === wanted.toLowerCase();
}

function parseEndpoint(text: string): Endpoint {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === '') throw new Error(`"${text}" must be a host or network and a port, such as 10.0.0.0/8:80`);
  return { host: withoutBrackets(host), port: Number(port) };
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
