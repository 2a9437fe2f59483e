import { setTimeout as sleep } from 'node:timers/promises';
import { changed, empty, json, text, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Handler, Route } from '../http/router.ts';
import type { Settings } from '../settings.ts';
import { objectOf, parseJson, type JsonObject } from '../storage/json.ts';
import { dnsName } from './record-content.ts';
import { checkPatch, type Change } from './zone-patch.ts';
import { rrsetKey, type Zone } from './zone.ts';
import type { Zones } from './zones.ts';

export const server = '/api/v1/servers/localhost';

type ZoneHandler = (zone: Zone, request: HttpRequest) => HttpReply | Promise<HttpReply>;

export function zoneRoutes(zones: Zones, settings: Settings): Route[] {
  const at = `${server}/zones/:zone`;
  const inZone = (handler: ZoneHandler): Handler => {
    return (request, { zone: id = '' }) => {
      const zone = zones.find(id);
      return zone ? handler(zone, request) : text(404, 'Not Found');
    };
  };
  return [
    ['GET', `${server}/zones`, (request) => list(zones, request)],
    ['POST', `${server}/zones`, (request) => create(zones, request)],
    ['GET', at, inZone((zone, request) => json(200, showZone(zone, request), unchanged(zone.name)))],
    ['PUT', at, inZone((zone) => empty(204, unchanged(zone.name)))],
    ['PATCH', at, inZone((zone, request) => patch(zones, zone, request, settings))],
    ['DELETE', at, inZone((zone) => remove(zones, zone))],
    [
      'GET',
      `${at}/metadata`,
      inZone((zone) =>
        json(
          200,
          [...zone.metadata].map(([kind, metadata]) => showMetadata(kind, metadata)),
        ),
      ),
    ],
    ['POST', `${at}/metadata`, inZone(addMetadata)],
  ];
}

function list(zones: Zones, request: HttpRequest): HttpReply {
  const wanted = request.query.get('zone');
  const matches = [...zones.byName.values()].filter((zone) => wanted === null || zone.name === canonical(wanted));
  return json(200, matches.map(summary));
}

function create(zones: Zones, request: HttpRequest): HttpReply {
  const body = parseBody(request);
  if (body === null) return text(400, 'Bad Request');
  if (typeof body.name !== 'string') return json(422, { error: "Key 'name' not present or not a String" });
  const name = body.name.toLowerCase();
  if (!dnsName(name)) return json(422, { error: `DNS Name '${name}' is not canonical` });
  if (typeof body.kind !== 'string') return json(422, { error: "Key 'kind' not present or not a String" });
  const nameservers = Array.isArray(body.nameservers) ? body.nameservers.map(String) : [];
  const bad = nameservers.find((nameserver) => !dnsName(nameserver));
  if (bad !== undefined) return json(422, { error: `Nameserver is not canonical: '${bad}'` });
  const existing = zones.byName.get(name);
  if (existing && !zones.traps.isOn('powerdns.zone-exists')) return json(200, showZone(existing, request));
  if (existing) return text(409, 'Conflict', unchanged(name));

  const zone = zones.create(name, body.kind, nameservers);
  return json(201, showZone(zone, request), changed(zone.name));
}

async function patch(zones: Zones, zone: Zone, request: HttpRequest, settings: Settings): Promise<HttpReply> {
  const body = parseBody(request);
  if (body === null) return text(400, 'Bad Request');
  const { traps } = zones;
  const checked = checkPatch(zones, zone, body);
  if (!checked.ok) {
    const applied = traps.isOn('powerdns.batch-is-atomic') ? [] : checked.good;
    for (const change of applied) apply(zones, zone, change);
    return json(422, { error: checked.error }, { key: zone.name, changed: applied.length > 0 });
  }

  const names = checked.changes.map((change) => rrsetKey(change.name, change.type));
  const key = `${zone.name} ${names.join(' ')}`;
  if (zone.locked && traps.isOn('powerdns.locked-zone')) return text(500, 'Internal Server Error', unchanged(key));
  const isNothing = checked.changes.every((change) => isSo(zone, change)) && !traps.isOn('powerdns.serial-moves');
  for (const change of checked.changes) apply(zones, zone, change);
  if (!isNothing) zones.bumpSerial(zone);
  if (settings.dnsLockMs > 0) {
    zone.locked = true;
    await sleep(settings.dnsLockMs, undefined, { ref: false });
    zone.locked = false;
  }
  return empty(204, changed(key));
}

function apply(zones: Zones, zone: Zone, change: Change): void {
  const { name, type } = change;
  if (change.kind === 'delete') {
    zones.drop(zone, name, type);
    return;
  }
  const old = zone.rrsets.get(rrsetKey(name, type));
  const records = change.records ?? old?.records ?? [];
  // What is not given stays: comments survive a change of records.
  const comments = change.comments ?? old?.comments ?? [];
  if (records.length === 0) zones.drop(zone, name, type);
  else zones.put(zone, { zone: zone.name, name, type, ttl: change.ttl, records, comments });
}

/** Whether the zone is already as the change would make it. */
function isSo(zone: Zone, change: Change): boolean {
  const old = zone.rrsets.get(rrsetKey(change.name, change.type));
  if (change.kind === 'delete' || change.records?.length === 0) return old === undefined;
  return JSON.stringify(old?.records) === JSON.stringify(change.records) && old?.ttl === change.ttl;
}

function remove(zones: Zones, zone: Zone): HttpReply {
  zones.remove(zone);
  return empty(204, changed(zone.name));
}

function addMetadata(zone: Zone, request: HttpRequest): HttpReply {
  const body = parseBody(request);
  if (typeof body?.kind !== 'string') return json(422, { error: "Key 'kind' not present or not a String" });
  const added = Array.isArray(body.metadata) ? body.metadata.map(String) : [];
  const metadata = [...new Set([...(zone.metadata.get(body.kind) ?? []), ...added])];
  zone.metadata.set(body.kind, metadata);
  return json(201, showMetadata(body.kind, metadata), changed(zone.name));
}

function showMetadata(kind: string, metadata: string[]): object {
  return { type: 'Metadata', kind, metadata };
}

function summary(zone: Zone): object {
  return {
    id: zone.id,
    name: zone.name,
    url: `${server}/zones/${zone.id}`,
    kind: zone.kind,
    serial: zone.serial,
    edited_serial: zone.serial,
    notified_serial: 0,
    account: '',
    dnssec: false,
    masters: [],
    last_check: 0,
  };
}

function showZone(zone: Zone, request: HttpRequest): object {
  const base = {
    ...summary(zone),
    soa_edit: '',
    soa_edit_api: 'DEFAULT',
    api_rectify: false,
    nsec3param: '',
    slave_tsig_key_ids: [],
    master_tsig_key_ids: [],
  };
  if (request.query.get('rrsets') === 'false') return base;
  const name = request.query.get('rrset_name');
  const type = request.query.get('rrset_type');
  const one = name !== null && type !== null ? zone.rrsets.get(rrsetKey(canonical(name), type)) : undefined;
  const candidates = name !== null && type !== null ? (one ? [one] : []) : [...zone.rrsets.values()];
  const rrsets = candidates
    .filter((rrset) => (name === null || rrset.name === canonical(name)) && (type === null || rrset.type === type))
    .map(({ name: rrsetName, type: rrsetType, ttl, records, comments }) => ({
      name: rrsetName,
      type: rrsetType,
      ttl,
      records,
      comments,
    }));
  return { ...base, rrsets };
}

function parseBody(request: HttpRequest): JsonObject | null {
  const parsed = parseJson(request.body);
  return parsed.ok ? objectOf(parsed.value) : null;
}

function canonical(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower : `${lower}.`;
}
