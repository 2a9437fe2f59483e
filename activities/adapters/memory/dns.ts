import { describeOwner, formatOwner, type Owner, parseOwner } from '../../../api/owner.ts';
import { Failure } from '../../failure.ts';
import type { Dns, DnsRecordSet, OwnedRecordSet } from '../../ports/dns.ts';
import { TwinLog } from './twin-log.ts';

type Key = Pick<DnsRecordSet, 'name' | 'type'>;

interface Row extends DnsRecordSet {
  mark: string | undefined;
}

/** Dns in memory, with the zones it is given. */
export class MemoryDns implements Dns {
  readonly log = new TwinLog();
  readonly #zones: readonly string[];
  readonly #rows = new Map<string, Row>();

  constructor(zones: readonly string[]) {
    this.#zones = zones;
  }

  async ping(): Promise<void> {
    this.log.answer();
  }

  async find(name: string, type: DnsRecordSet['type']): Promise<OwnedRecordSet | undefined> {
    this.#zoneOf(name);
    const row = this.#rows.get(keyOf({ name, type }));
    return row && view(row);
  }

  async publish(owner: Owner, records: readonly DnsRecordSet[]): Promise<void> {
    const failures = this.#inEachZone(records, (zone, part) => {
      for (const record of part) this.#refuseForeign(record, owner);
      const changed = part.filter((record) => !this.#isSame(record, owner));
      if (changed.length === 0) return;
      this.log.change(`publish ${changed.map(keyOf).join(', ')} in ${zone}`, () => {
        for (const record of changed) this.#rows.set(keyOf(record), { ...record, mark: formatOwner(owner) });
      });
    });
    if (failures.length > 0) throw failures[0];
  }

  async withdraw(owner: Owner, records: readonly Key[]): Promise<number> {
    let count = 0;
    const failures = this.#inEachZone(records, (zone, part) => {
      const ours = part.filter((key) => this.#isOwnedBy(key, owner));
      if (ours.length === 0) return;
      this.log.change(`withdraw ${ours.map(keyOf).join(', ')} from ${zone}`, () => {
        for (const key of ours) this.#rows.delete(keyOf(key));
      });
      count += ours.length;
    });
    if (failures.length > 0) throw failures[0];
    return count;
  }

  async adopt(owner: Owner, records: readonly Pick<DnsRecordSet, 'name' | 'type' | 'contents'>[]): Promise<void> {
    const failures = this.#inEachZone(records, (zone, part) => {
      for (const { name, type, contents } of part) {
        const row = this.#rows.get(keyOf({ name, type }));
        if (!row) throw new Failure('NotFound', `There is no DNS record ${name} ${type}: publish it, then retry.`);
        if (parseOwner(row.mark)) this.#refuseForeign({ name, type }, owner);
        if ([...row.contents].sort().join() !== [...contents].sort().join())
          throw new Failure(
            'Conflict',
            `DNS record ${name} ${type} says ${row.contents.join()}, not ${contents.join()}.`,
          );
      }
      const changed = part.filter((key) => this.#rows.get(keyOf(key))?.mark !== formatOwner(owner));
      if (changed.length > 0)
        this.#mark(`adopt ${changed.map(keyOf).join(', ')} in ${zone}`, changed, formatOwner(owner));
    });
    if (failures.length > 0) throw failures[0];
  }

  async disown(owner: Owner, records: readonly Key[]): Promise<void> {
    const failures = this.#inEachZone(records, (zone, part) => {
      const ours = part.filter((key) => this.#isOwnedBy(key, owner));
      if (ours.length > 0) this.#mark(`disown ${ours.map(keyOf).join(', ')} in ${zone}`, ours, undefined);
    });
    if (failures.length > 0) throw failures[0];
  }

  #mark(line: string, keys: readonly Key[], mark: string | undefined): void {
    this.log.change(line, () => {
      for (const key of keys) {
        const row = this.#rows.get(keyOf(key));
        if (row) row.mark = mark;
      }
    });
  }

  async list(): Promise<OwnedRecordSet[]> {
    return [...this.#rows.values()].map(view).filter((record) => record.owner !== undefined);
  }

  /** A record set that stands there already. */
  plant(record: DnsRecordSet, mark?: string): void {
    this.#rows.set(keyOf(record), { ...record, mark });
  }

  #inEachZone<R extends Key>(records: readonly R[], write: (zone: string, part: readonly R[]) => void): unknown[] {
    const zones = new Map<string, R[]>();
    for (const record of records) {
      const zone = this.#zoneOf(record.name);
      zones.set(zone, [...(zones.get(zone) ?? []), record]);
    }
    const failures: unknown[] = [];
    for (const [zone, part] of zones) {
      try {
        write(zone, part);
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  #zoneOf(name: string): string {
    const covering = this.#zones.filter((zone) => name === zone || name.endsWith(`.${zone}`));
    const [longest] = covering.sort((a, b) => b.length - a.length);
    if (longest === undefined)
      throw new Failure('NotFound', `No zone covers ${name}. Create the zone, or correct the domain.`);
    return longest;
  }

  #isOwnedBy(key: Key, owner: Owner): boolean {
    return parseOwner(this.#rows.get(keyOf(key))?.mark)?.uid === owner.uid;
  }

  #isSame(record: DnsRecordSet, owner: Owner): boolean {
    const row = this.#rows.get(keyOf(record));
    if (!row || row.mark !== formatOwner(owner) || row.ttl !== record.ttl) return false;
    return [...row.contents].sort().join(' ') === [...record.contents].sort().join(' ');
  }

  #refuseForeign(record: Key, owner: Owner): void {
    const row = this.#rows.get(keyOf(record));
    if (!row || this.#isOwnedBy(record, owner)) return;
    const owners = `${describeOwner(row.mark)}, not to ${describeOwner(formatOwner(owner))}`;
    throw new Failure('Conflict', `DNS record ${record.name} ${record.type} belongs to ${owners}.`);
  }
}

function view({ mark, ...record }: Row): OwnedRecordSet {
  return { ...record, owner: parseOwner(mark) };
}

function keyOf({ name, type }: Key): string {
  return `${name} ${type}`;
}
