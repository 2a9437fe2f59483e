import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { withRules } from './rule.ts';

const bounded = (max: number) => z.string().min(1).max(max);

/**
 * A string that matches `pattern`. It stands in the CRD as a rule and not as `pattern`, because the apiserver answers a
 * missed `pattern` with the expression itself, and a missed rule with our words. RE2 and JavaScript must read it alike:
 * no look-around, no `\s`, no `.`.
 */
export function matching(schema: z.ZodString, pattern: RegExp, message: string): z.ZodString {
  return withRules(schema, [
    { cel: `self.matches(${celString(pattern)})`, message, holds: (text) => pattern.test(text) },
  ]);
}

function celString(pattern: RegExp): string {
  return `'${pattern.source.replaceAll('\\/', '/').replace(/[\\']/g, '\\$&')}'`;
}

const OBJECT_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function isObjectName(value: string): boolean {
  return value.length <= 253 && OBJECT_NAME.test(value);
}

/** A Kubernetes object name (DNS-1123 subdomain). */
export function objectName(max = 253) {
  return matching(bounded(max), OBJECT_NAME, 'must be a lower-case name: letters, digits, "-" and "."');
}

/** A single DNS label: at most 63 characters. */
export function dnsLabel() {
  return matching(
    bounded(63),
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    'must be lower-case letters, digits and "-", with no "-" at either end',
  );
}

/** A domain name without the final dot. */
export function domainName() {
  return matching(
    bounded(190),
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/,
    'must be a lower-case domain name such as r1.fleet.example',
  );
}

/** Free text of people or of other systems. */
export function text(max = 1024) {
  return z.string().max(max);
}

export function label(max = 128) {
  return bounded(max);
}

/**
 * One IP address: what the apiserver's CEL `isIP` takes (no zone, no IPv4-mapped form), less the dotted spelling of an
 * IPv6 address, which half of the systems outside can't read.
 */
export function isAddress(value: string): boolean {
  if (isIPv4(value)) return true;
  if (!isIPv6(value) || value.includes('%') || value.includes('.')) return false;
  return !ipaddr.IPv6.parse(value).isIPv4MappedAddress();
}

const ONE_SPELLING = "!(self.contains(':') && self.contains('.'))";

export function ipAddress() {
  return withRules(z.string().min(2).max(45), [
    { cel: `isIP(self) && ${ONE_SPELLING}`, message: 'must be an IPv4 or IPv6 address', holds: isAddress },
  ]);
}

export function isCidr(value: string): boolean {
  const [address, length, ...rest] = value.split('/');
  if (address === undefined || length === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(length))
    return false;
  return isAddress(address) && Number(length) <= (isIPv4(address) ? 32 : 128);
}

export function cidr() {
  return withRules(z.string().min(4).max(49), [
    {
      cel: `isCIDR(self) && ${ONE_SPELLING}`,
      message: 'must be a network such as 10.1.1.0/24 or 2001:db8::/64',
      holds: isCidr,
    },
  ]);
}

const RANGE = /^([0-9.]+(-[0-9.]+)?|[0-9a-fA-F:]+(-[0-9a-fA-F:]+)?)$/;

/** An address or a range `first-last` of one family. */
export function addressRange() {
  return withRules(z.string().min(2).max(91), [
    {
      cel: `self.matches(${celString(RANGE)}) && self.split('-').all(end, isIP(end))`,
      message: 'must be an address or a range of one family such as 10.1.1.1-10.1.1.9',
      holds: (value) => RANGE.test(value) && value.split('-').every(isAddress),
    },
  ]);
}

export function macAddress() {
  return matching(
    z.string().max(17),
    /^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/,
    'must be a MAC address such as 52:54:00:aa:00:01',
  );
}

/** A Go-style duration of whole hours, minutes and seconds, such as 90m or 1h30m. */
export function duration() {
  return matching(
    z.string().min(2).max(20),
    /^([0-9]{1,5}h)?([0-9]{1,5}m)?([0-9]{1,5}s)?$/,
    'must be a duration such as 90m or 1h30m',
  );
}

/** Printable ASCII without quotes, `$` and backslash: it ends up in kickstart and shell text. */
export function httpUrl() {
  return matching(
    z.string().max(512),
    /^https?:\/\/[A-Za-z0-9._~:[\]-]+(\/[!#%&()*+,./0-9:;<=>?@A-Z[\]^_a-z{|}~-]*)?$/,
    'must be an http or https URL such as http://mirror.example/rhel9, without quotes, spaces, "$" and "\\"',
  );
}

/** RFC 3339 time, as the apiserver spells it. Its own format `date-time` takes 24:00 offsets and an empty list, too. */
export function timestamp() {
  return matching(
    z.string().max(40),
    /^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$/,
    'must be an RFC 3339 time',
  );
}

export function uid() {
  return bounded(64);
}

/** A label map such as a nodeSelector. */
export function labelMap() {
  const map = z
    .record(z.string(), z.string().max(63))
    .refine((entries) => Object.keys(entries).length <= 64, 'has more than 64 entries')
    .meta({ maxProperties: 64 });
  return withRules(map, [
    {
      cel: 'self.all(key, key.size() <= 316)',
      message: 'has a key of more than 316 characters',
      holds: (entries) => Object.keys(entries).every((key) => [...key].length <= 316),
    },
  ]);
}
