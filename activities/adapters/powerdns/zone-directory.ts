import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { JsonClient } from '../../http/json-client.ts';
import { SharedWork } from '../shared-work.ts';
import { type ZoneSummary, zoneSummary } from './schema.ts';

/** Which zone holds a name. The list of zones is read again after a minute, or when no zone covers a name. */
export class ZoneDirectory {
  readonly #client: JsonClient;
  readonly #listed: SharedWork<ZoneSummary[]>;

  constructor(client: JsonClient) {
    this.#client = client;
    this.#listed = new SharedWork(60_000, () => client.cancellation());
  }

  all(): Promise<ZoneSummary[]> {
    const call = { method: 'GET', path: '/zones', task: 'list its zones', shared: true } as const;
    return this.#listed.get('', () => this.#client.read(z.array(zoneSummary), call));
  }

  /** The zone with the longest name that covers `name`. Throws NotFound. */
  async of(name: string): Promise<ZoneSummary> {
    const known = longestMatch(await this.all(), name);
    if (known) return known;
    this.#listed.clear();
    const fresh = longestMatch(await this.all(), name);
    if (fresh) return fresh;
    throw new Failure(
      'NotFound',
      `PowerDNS has no zone that covers ${name}. Create the zone there, or correct the domain of the subnet.`,
    );
  }
}

function longestMatch(zones: readonly ZoneSummary[], name: string): ZoneSummary | undefined {
  const covering = zones.filter((zone) => zone.name === '.' || name === zone.name || name.endsWith(`.${zone.name}`));
  return covering.sort((a, b) => b.name.length - a.name.length)[0];
}
