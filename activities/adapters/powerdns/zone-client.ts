import type { Failure } from '../../failure.ts';
import { isSuccess, type JsonClient } from '../../http/json-client.ts';
import type { DnsRecordSet } from '../../ports/dns.ts';
import { isBadBatch } from './classify.ts';
import { type RRset, type ZoneSummary, zone as zoneSchema } from './schema.ts';

export type RRsetKey = Pick<DnsRecordSet, 'name' | 'type'>;

/** One change of a PATCH, in PowerDNS's own shape. */
export type Change =
  | { changetype: 'DELETE'; name: string; type: string }
  | {
      changetype: 'REPLACE';
      name: string;
      type: string;
      /** Both absent: the records stay, and only the comments are replaced. */
      ttl?: number;
      records?: { content: string; disabled: false }[];
      comments: { content: string; account: string }[];
    };

export function keyOf({ name, type }: { name: string; type: string }): string {
  return `${name.toLowerCase()} ${type}`;
}

/** More than this many record sets are cheaper read with the whole zone. */
const SINGLE_READS = 8;

/**
 * One zone; its calls serve several callers, and end early only by `ended`, when those are all gone. It is addressed by the id the server gave it: names such as 0/26.1.0.10.in-addr.arpa. have
 * another one.
 */
export class ZoneClient {
  readonly #client: JsonClient;
  readonly #zone: ZoneSummary;

  constructor(client: JsonClient, zone: ZoneSummary) {
    this.#client = client;
    this.#zone = zone;
  }

  async readAll(ended?: AbortSignal): Promise<RRset[]> {
    const { rrsets } = await this.#client.read(zoneSchema, this.#get({}, ended));
    return rrsets ?? [];
  }

  async readOne({ name, type }: RRsetKey, ended?: AbortSignal): Promise<RRset | undefined> {
    const { rrsets } = await this.#client.read(zoneSchema, this.#get({ rrset_name: name, rrset_type: type }, ended));
    return rrsets?.find((candidate) => keyOf(candidate) === keyOf({ name, type }));
  }

  /** By `keyOf`. */
  async read(keys: readonly RRsetKey[], ended?: AbortSignal): Promise<Map<string, RRset>> {
    const found =
      keys.length > SINGLE_READS
        ? await this.readAll(ended)
        : await Promise.all(keys.map((key) => this.readOne(key, ended)));
    return new Map(found.filter((row) => row !== undefined).map((row) => [keyOf(row), row]));
  }

  /** All or nothing: the refusal when one of the changes is bad, and so none was made. Other failures are thrown. */
  async change(changes: readonly Change[], ended?: AbortSignal): Promise<Failure | undefined> {
    const call = this.#call(changes, ended);
    const reply = await this.#client.send(call);
    if (isSuccess(reply)) return undefined;
    const refusal = this.#client.refusal(reply, call);
    if (isBadBatch(reply)) return refusal;
    throw refusal;
  }

  #call(changes: readonly Change[], ended: AbortSignal | undefined) {
    const names = changes.slice(0, 3).map((change) => change.name);
    const more = changes.length > names.length ? ` and ${changes.length - names.length} more` : '';
    const task = `change ${names.join(', ')}${more} in zone ${this.#zone.name}`;
    return { method: 'PATCH', path: this.#path(), body: { rrsets: changes }, task, shared: ended ?? true } as const;
  }

  #get(query: Record<string, string>, ended: AbortSignal | undefined) {
    const task = `read zone ${this.#zone.name}`;
    return { method: 'GET', path: this.#path(), query, task, shared: ended ?? true } as const;
  }

  #path(): string {
    return `/zones/${encodeURIComponent(this.#zone.id)}`;
  }
}
