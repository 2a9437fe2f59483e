export interface Zone {
  /** The name with a slash written as `=2F`; what URLs carry. */
  id: string;
  /** Canonical: lower case, final dot. */
  name: string;
  kind: string;
  serial: number;
  /** By `name/type`. */
  rrsets: Map<string, RRset>;
  metadata: Map<string, string[]>;
  /** Held by a running PATCH, as sqlite locks it. */
  locked: boolean;
}

export interface RRset {
  zone: string;
  name: string;
  type: string;
  ttl: number;
  records: DnsRecord[];
  comments: DnsComment[];
}

export interface DnsRecord {
  content: string;
  disabled: boolean;
}

export interface DnsComment {
  content: string;
  account: string;
  /** Seconds since the epoch. */
  modified_at: number;
}

export function rrsetKey(name: string, type: string): string {
  return `${name}/${type}`;
}

export function zoneId(name: string): string {
  return name.replace(
    /[^a-z0-9._-]/g,
    (character) => `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** SOA-EDIT-API=DEFAULT: date and counter, always growing. */
export function nextSerial(serial: number, now = new Date()): number {
  const today = Number(now.toISOString().slice(0, 10).replaceAll('-', '')) * 100 + 1;
  return serial < today ? today : serial + 1;
}
