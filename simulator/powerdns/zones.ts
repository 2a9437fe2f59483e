import { Indexed } from '../storage/indexed.ts';
import type { Traps } from '../traps/traps.ts';
import { nextSerial, rrsetKey, zoneId, type RRset, type Zone } from './zone.ts';

/** All zones, with their record sets found by name and by content. */
export class Zones {
  readonly traps: Traps;
  readonly byName = new Map<string, Zone>();
  readonly rrsets = new Indexed<RRset>(rrsetKeys);

  constructor(traps: Traps) {
    this.traps = traps;
  }

  find(idOrName: string): Zone | undefined {
    const name = idOrName
      .toLowerCase()
      .replace(/=([0-9a-f]{2})/gi, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return this.byName.get(name) ?? this.byName.get(`${name}.`);
  }

  /** The zone with the longest name that covers this one. */
  covering(name: string): Zone | undefined {
    for (let rest = name; rest !== ''; rest = rest.slice(rest.indexOf('.') + 1)) {
      const zone = this.byName.get(rest);
      if (zone) return zone;
    }
    return undefined;
  }

  create(name: string, kind: string, nameservers: readonly string[]): Zone {
    const zone: Zone = {
      id: this.traps.isOn('powerdns.zone-id') ? zoneId(name) : name,
      name,
      kind,
      serial: 0,
      rrsets: new Map(),
      metadata: new Map(),
      locked: false,
    };
    this.byName.set(name, zone);
    this.put(zone, { zone: name, name, type: 'SOA', ttl: 3600, records: [], comments: [] });
    if (nameservers.length > 0) {
      const records = nameservers.map((content) => ({ content: content.toLowerCase(), disabled: false }));
      this.put(zone, { zone: name, name, type: 'NS', ttl: 3600, records, comments: [] });
    }
    this.bumpSerial(zone);
    return zone;
  }

  remove(zone: Zone): void {
    for (const rrset of zone.rrsets.values()) this.rrsets.remove(rrset);
    this.byName.delete(zone.name);
  }

  put(zone: Zone, rrset: RRset): void {
    const key = rrsetKey(rrset.name, rrset.type);
    const old = zone.rrsets.get(key);
    if (old) this.rrsets.remove(old);
    zone.rrsets.set(key, rrset);
    this.rrsets.put(rrset);
  }

  drop(zone: Zone, name: string, type: string): void {
    const key = rrsetKey(name, type);
    const old = zone.rrsets.get(key);
    if (old) this.rrsets.remove(old);
    zone.rrsets.delete(key);
  }

  typesAt(zone: Zone, name: string): string[] {
    return this.rrsets.find(`name:${name}`).flatMap((rrset) => (rrset.zone === zone.name ? rrset.type : []));
  }

  bumpSerial(zone: Zone): void {
    zone.serial = nextSerial(zone.serial);
    const soa = zone.rrsets.get(rrsetKey(zone.name, 'SOA'));
    // The default SOA of a server without default-soa-content.
    const content = `a.misconfigured.dns.server.invalid. hostmaster.${zone.name} ${zone.serial} 10800 3600 604800 3600`;
    if (soa) soa.records = [{ content, disabled: false }];
  }

  /** Empties every zone but for SOA and NS. */
  empty(): void {
    for (const zone of this.byName.values()) {
      for (const { name, type } of [...zone.rrsets.values()]) {
        if (type !== 'SOA' && !(type === 'NS' && name === zone.name)) this.drop(zone, name, type);
      }
    }
  }
}

function rrsetKeys(rrset: RRset): string[] {
  const keys = [`name:${rrset.name}`, `plain:${rrset.name.replace(/\.$/, '')}`];
  if (rrset.type !== 'SOA') keys.push(...rrset.records.map((record) => `content:${record.content.toLowerCase()}`));
  return keys;
}
