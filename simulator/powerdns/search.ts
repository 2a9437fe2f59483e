import { globToRegExp } from '../faults/glob.ts';
import { json, text, type HttpReply, type HttpRequest } from '../http/message.ts';
import { zoneId, type RRset } from './zone.ts';
import type { Zones } from './zones.ts';

/** `search-data`: records by name or content, `*` and `?` as wildcards; without the final dot of a name too. */
export function searchData(zones: Zones, request: HttpRequest): HttpReply {
  const query = request.query.get('q')?.toLowerCase();
  if (query === undefined || query === '') return text(400, 'Bad Request');
  const max = Number(request.query.get('max') ?? 100);
  const wild = /[*?]/.test(query);
  const exact = new Set(
    [`name:${query}`, `plain:${query}`, `content:${query}`].flatMap((key) => zones.rrsets.find(key)),
  );
  const pattern = globToRegExp(query);
  const rrsets = wild ? zones.rrsets.values() : [...exact];
  const found = rrsets.flatMap((rrset) => matchingRecords(rrset, (value) => pattern.test(value.toLowerCase())));
  return json(200, found.slice(0, max));
}

function matchingRecords(rrset: RRset, matches: (value: string) => boolean): object[] {
  const named = matches(rrset.name) || matches(rrset.name.replace(/\.$/, ''));
  return rrset.records
    .filter((record) => named || matches(record.content) || matches(record.content.replace(/\.$/, '')))
    .map((record) => ({
      content: record.content,
      disabled: record.disabled,
      name: rrset.name,
      object_type: 'record',
      ttl: rrset.ttl,
      type: rrset.type,
      zone: rrset.zone,
      zone_id: zoneId(rrset.zone),
    }));
}
