import { isObject, textOf, type Json, type JsonObject } from '../storage/json.ts';
import type { Traps } from '../traps/traps.ts';
import { contentProblem, knownType } from './record-content.ts';
import { rrsetKey, type DnsComment, type DnsRecord, type Zone } from './zone.ts';
import type { Zones } from './zones.ts';

export type Change =
  | {
      kind: 'replace';
      name: string;
      type: string;
      ttl: number;
      records: DnsRecord[] | null;
      comments: DnsComment[] | null;
    }
  | { kind: 'delete'; name: string; type: string };

/** A refused PATCH has what was good in it beside. */
export type Checked = { ok: true; changes: Change[] } | { ok: false; error: string; good: Change[] };

/** Checks a whole PATCH before anything of it is applied: one bad record set refuses all. */
export function checkPatch(zones: Zones, zone: Zone, body: JsonObject): Checked {
  if (!Array.isArray(body.rrsets)) return { ok: false, error: 'No rrsets given in update request', good: [] };
  const changes: Change[] = [];
  try {
    for (const item of body.rrsets) changes.push(checkRRset(zones, zone, isObject(item) ? item : {}));
    checkConflicts(changes, (name) => zones.typesAt(zone, name), zones.traps);
  } catch (error) {
    if (error instanceof PatchRefusal) return { ok: false, error: error.message, good: changes };
    throw error;
  }
  return { ok: true, changes };
}

class PatchRefusal extends Error {}

function checkRRset(zones: Zones, zone: Zone, item: JsonObject): Change {
  const { traps } = zones;
  const name = storedName(requireText(item, 'name'), traps);
  if (!name.endsWith('.')) throw new PatchRefusal(`DNS Name '${name}' is not canonical`);
  const type = requireText(item, 'type').toUpperCase();
  if (!knownType(type)) throw new PatchRefusal(`RRset ${name} IN ${type}: unknown type given`);
  const changetype = requireText(item, 'changetype');
  if (changetype === 'DELETE') return { kind: 'delete', name, type };
  if (changetype !== 'REPLACE' && traps.isOn('powerdns.changetypes'))
    throw new PatchRefusal('Changetype not understood');
  const lower = name.toLowerCase();
  const isInside = lower === zone.name || lower.endsWith(`.${zone.name}`);
  if (!isInside && traps.isOn('powerdns.out-of-zone'))
    throw new PatchRefusal(`RRset ${name} IN ${type}: Name is out of zone`);

  const below = zones.covering(lower);
  if (below && below !== zone && isInside && !traps.isOn('powerdns.parent-zone-takes-all'))
    throw new PatchRefusal(`RRset ${name} IN ${type}: Name belongs to zone ${below.name}`);

  const records = item.records === undefined ? null : checkRecords(item, name, type, traps);
  const comments = item.comments === undefined ? null : checkComments(item.comments);
  if (records === null && comments === null) throw new PatchRefusal('No change for RRset ' + `${name} IN ${type}`);
  const ttl =
    records !== null && records.length > 0
      ? requireTtl(item.ttl, traps)
      : (zone.rrsets.get(rrsetKey(name, type))?.ttl ?? 0);
  return { kind: 'replace', name, type, ttl, records, comments };
}

function checkRecords(item: JsonObject, name: string, type: string, traps: Traps): DnsRecord[] {
  const seen = new Set<string>();
  const records: DnsRecord[] = [];
  if (!Array.isArray(item.records)) throw new PatchRefusal("Key 'records' not an array");
  for (const given of item.records) {
    const record = isObject(given) ? given : {};
    const content = requireText(record, 'content');
    const problem = contentProblem(type, content, traps);
    if (problem !== null) throw new PatchRefusal(`Record ${name}/${type} '${content}': ${problem}`);
    if (seen.has(content) && !traps.isOn('powerdns.record-repeats')) continue;
    if (seen.has(content))
      throw new PatchRefusal(`Duplicate record in RRset ${name} IN ${type} with content "${content}"`);
    seen.add(content);
    records.push({ content, disabled: record.disabled === true });
  }
  if (['CNAME', 'SOA', 'DNAME'].includes(type) && records.length > 1) {
    throw new PatchRefusal(`RRset ${name} IN ${type} has more than one record`);
  }
  return records;
}

function checkComments(given: Json): DnsComment[] {
  if (!Array.isArray(given)) throw new PatchRefusal("Key 'comments' not an array");
  return given.map((item) => {
    const comment = isObject(item) ? item : {};
    const now = Math.floor(Date.now() / 1000);
    const modified = typeof comment.modified_at === 'number' ? comment.modified_at : now;
    return { content: requireText(comment, 'content'), account: textOf(comment.account) ?? '', modified_at: modified };
  });
}

/** A CNAME stands alone at its name, in the zone as it will be. */
function checkConflicts(changes: readonly Change[], typesAt: (name: string) => string[], traps: Traps): void {
  const future = new Map(changes.map(({ name }) => [name, new Set(typesAt(name))]));
  const replaced = new Set<string>();
  for (const change of changes) {
    const types = future.get(change.name);
    if (change.kind === 'delete' || change.records?.length === 0) {
      types?.delete(change.type);
      continue;
    }
    const key = rrsetKey(change.name, change.type);
    if (replaced.has(key))
      throw new PatchRefusal(`Duplicate RRset ${change.name} IN ${change.type} with changetype: REPLACE`);
    replaced.add(key);
    types?.add(change.type);
    if (types && types.size > 1 && types.has('CNAME') && traps.isOn('powerdns.cname-stands-alone')) {
      throw new PatchRefusal(`RRset ${change.name} IN ${change.type}: Conflicts with pre-existing RRset`);
    }
  }
}

function storedName(sent: string, traps: Traps): string {
  const name = traps.isOn('powerdns.name-in-lower-case') ? sent.toLowerCase() : sent;
  return name.endsWith('.') || traps.isOn('powerdns.canonical-name') ? name : `${name}.`;
}

function requireText(item: JsonObject, key: string): string {
  const value = item[key];
  if (typeof value !== 'string') throw new PatchRefusal(`Key '${key}' not present or not a String`);
  return value;
}

function requireTtl(ttl: Json | undefined, traps: Traps): number {
  if (!traps.isOn('powerdns.ttl-is-an-integer')) return Math.floor(Number(ttl ?? 3600)) || 3600;
  if (typeof ttl !== 'number' || !Number.isInteger(ttl))
    throw new PatchRefusal("Key 'ttl' not an Integer or not present");
  if (ttl < 0 || ttl > 2 ** 31 - 1) throw new PatchRefusal("Key 'ttl' must be a positive Integer");
  return ttl;
}
