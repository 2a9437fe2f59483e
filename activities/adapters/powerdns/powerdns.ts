import type { Owner } from '../../../api/owner.ts';
import { tokenAuthentication } from '../../http/authentication.ts';
import type { Http } from '../../http/http.ts';
import { JsonClient } from '../../http/json-client.ts';
import type { Dns, DnsRecordSet, OwnedRecordSet } from '../../ports/dns.ts';
import { adoptionOf, disowningOf } from './adoption.ts';
import { classify } from './classify.ts';
import { changeFor, hasRecords, removalOf, viewRecordSet } from './owned-rrset.ts';
import type { ZoneSummary } from './schema.ts';
import { keyOf, type RRsetKey, ZoneClient } from './zone-client.ts';
import { ZoneDirectory } from './zone-directory.ts';
import { ZoneWriter } from './zone-writer.ts';

export interface PowerDnsOptions {
  /** Where its webserver is, such as http://dns.example:8081; without /api. */
  url: string;
  credentials: { apiKey: string };
  http: Http;
}

/** Dns on the HTTP API of PowerDNS Authoritative. One instance for each server: it holds the queue of each zone. */
export class PowerDns implements Dns {
  readonly #client: JsonClient;
  readonly #directory: ZoneDirectory;
  readonly #writers = new Map<string, ZoneWriter>();

  constructor({ url, credentials, http }: PowerDnsOptions) {
    this.#client = new JsonClient({
      system: 'PowerDNS',
      url: `${url.replace(/\/+$/, '')}/api/v1/servers/localhost`,
      authentication: tokenAuthentication('x-api-key', credentials.apiKey),
      http,
      classify,
    });
    this.#directory = new ZoneDirectory(this.#client);
  }

  async ping(): Promise<void> {
    await this.#client.order({ method: 'GET', path: '', task: 'answer us' });
  }

  async find(name: string, type: DnsRecordSet['type']): Promise<OwnedRecordSet | undefined> {
    const zone = new ZoneClient(this.#client, await this.#directory.of(name));
    const row = await zone.readOne({ name, type });
    return row && hasRecords(row) ? viewRecordSet(row) : undefined;
  }

  async publish(owner: Owner, records: readonly DnsRecordSet[]): Promise<void> {
    await this.#inEachZone(records, (part, writer) =>
      writer.apply({
        keys: part,
        cancelled: this.#client.cancellation(),
        plan: (current) => part.flatMap((wanted) => changeFor(current.get(keyOf(wanted)), wanted, owner) ?? []),
      }),
    );
  }

  async withdraw(owner: Owner, records: readonly RRsetKey[]): Promise<number> {
    const removed = await this.#inEachZone(records, (part, writer) =>
      writer.apply({
        keys: part,
        cancelled: this.#client.cancellation(),
        plan: (current) => part.flatMap((key) => removalOf(current.get(keyOf(key)), owner) ?? []),
      }),
    );
    return removed.reduce((sum, count) => sum + count, 0);
  }

  async adopt(owner: Owner, records: readonly Pick<DnsRecordSet, 'name' | 'type' | 'contents'>[]): Promise<void> {
    await this.#inEachZone(records, (part, writer) =>
      writer.apply({
        keys: part,
        cancelled: this.#client.cancellation(),
        plan: (current) => part.flatMap((wanted) => adoptionOf(current.get(keyOf(wanted)), wanted, owner) ?? []),
      }),
    );
  }

  async disown(owner: Owner, records: readonly RRsetKey[]): Promise<void> {
    await this.#inEachZone(records, (part, writer) =>
      writer.apply({
        keys: part,
        cancelled: this.#client.cancellation(),
        plan: (current) => part.flatMap((key) => disowningOf(current.get(keyOf(key)), owner) ?? []),
      }),
    );
  }

  async list(): Promise<OwnedRecordSet[]> {
    const zones = await this.#directory.all();
    const owned: OwnedRecordSet[] = [];
    for (const zone of zones) {
      const rows = await new ZoneClient(this.#client, zone).readAll();
      owned.push(...rows.flatMap((row) => viewRecordSet(row) ?? []).filter((record) => record.owner !== undefined));
    }
    return owned;
  }

  /** All zones are tried, whichever of them fails; then the first failure is thrown. */
  async #inEachZone<R extends RRsetKey>(
    records: readonly R[],
    write: (part: readonly R[], writer: ZoneWriter) => Promise<number>,
  ): Promise<number[]> {
    const parts = new Map<string, { zone: ZoneSummary; records: R[] }>();
    for (const record of records) {
      const zone = await this.#directory.of(record.name);
      const part = parts.get(zone.id) ?? { zone, records: [] };
      part.records.push(record);
      parts.set(zone.id, part);
    }
    const results = await Promise.allSettled(
      [...parts.values()].map((part) => write(part.records, this.#writer(part.zone))),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  #writer(zone: ZoneSummary): ZoneWriter {
    const known = this.#writers.get(zone.id);
    if (known) return known;
    const writer = new ZoneWriter(new ZoneClient(this.#client, zone));
    this.#writers.set(zone.id, writer);
    return writer;
  }
}
