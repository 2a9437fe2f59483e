import ipaddr from 'ipaddr.js';
import { describeOwner, formatOwner, type Owner, parseOwner, waitsForOwner } from '../../../api/owner.ts';
import { Failure } from '../../failure.ts';
import type { DnsRecordSet, OwnedRecordSet } from '../../ports/dns.ts';
import type { RRset } from './schema.ts';
import type { Change } from './zone-client.ts';

export const ACCOUNT = 'bedplate';

/** The owner's mark is one of the record set's comments. */
export function markOf(row: RRset): string | undefined {
  const marks = row.comments?.map((comment) => comment.content) ?? [];
  return marks.find((text) => parseOwner(text)) ?? marks[0];
}

export function isOwnedBy(row: RRset, owner: Owner): boolean {
  return parseOwner(markOf(row))?.uid === owner.uid;
}

/** What brings the record set to the wish; undefined when it is so already. Conflict when it is somebody else's. */
export function changeFor(current: RRset | undefined, wanted: DnsRecordSet, owner: Owner): Change | undefined {
  if (current && hasRecords(current) && !isOwnedBy(current, owner)) throw foreign(current, owner);
  if (current && isSame(current, wanted, owner)) return undefined;
  return {
    changetype: 'REPLACE',
    name: wanted.name,
    type: wanted.type,
    ttl: wanted.ttl,
    records: wanted.contents.map((content) => ({ content, disabled: false })),
    comments: [{ content: formatOwner(owner), account: ACCOUNT }],
  };
}

/** Undefined for what is not the owner's, or not there. */
export function removalOf(current: RRset | undefined, owner: Owner): Change | undefined {
  if (!current || !hasRecords(current) || !isOwnedBy(current, owner)) return undefined;
  return { changetype: 'DELETE', name: current.name, type: current.type };
}

/** Undefined for types that Bedplate doesn't write. */
export function viewRecordSet(row: RRset): OwnedRecordSet | undefined {
  const { type } = row;
  if (type !== 'A' && type !== 'AAAA' && type !== 'PTR') return undefined;
  const contents = (row.records ?? []).map((record) => canonical(record.content));
  return { name: row.name.toLowerCase(), type, ttl: row.ttl ?? 0, contents, owner: parseOwner(markOf(row)) };
}

export function hasRecords(row: RRset): boolean {
  return (row.records?.length ?? 0) > 0;
}

function isSame(current: RRset, wanted: DnsRecordSet, owner: Owner): boolean {
  const isEnabled = current.records?.every((record) => record.disabled !== true) ?? false;
  const present = (current.records ?? []).map((record) => canonical(record.content)).sort();
  const contents = wanted.contents.map(canonical).sort();
  return (
    isEnabled &&
    current.ttl === wanted.ttl &&
    markOf(current) === formatOwner(owner) &&
    present.join(' ') === contents.join(' ')
  );
}

/** One spelling for equal addresses and names. */
export function canonical(content: string): string {
  return ipaddr.isValid(content) ? ipaddr.parse(content).toString() : content.toLowerCase();
}

function foreign(row: RRset, owner: Owner): Failure {
  return new Failure(
    'Conflict',
    `DNS record ${row.name} ${row.type} belongs to ${describeOwner(markOf(row))}, not to ${describeOwner(formatOwner(owner))}. ` +
      'Give the node another name or address, or delete that record if nobody needs it.',
    { waitsFor: waitsForOwner(markOf(row)) },
  );
}
