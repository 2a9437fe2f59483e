import { SharedWork } from '../shared-work.ts';
import type { Collection, NautobotClient } from './nautobot-client.ts';
import { named } from './schema.ts';

const ROLE = 'Server';

/** Device types and the role of new devices: made when they are missing, looked up once a minute for all who ask. */
export class DeviceTypes {
  readonly #client: NautobotClient;
  readonly #confirmed: SharedWork<string>;

  /** The client's calls must serve all who wait. */
  constructor(client: NautobotClient) {
    this.#client = client;
    this.#confirmed = new SharedWork(60_000, () => client.cancellation());
  }

  /** The type's id. */
  ensure(manufacturer: string, model: string): Promise<string> {
    return this.#confirmed.get(JSON.stringify([manufacturer, model]), () => this.#makeType(manufacturer, model));
  }

  /** For new devices only: what role an existing one has is its owners' choice. */
  ensureRole(): Promise<string> {
    return this.#confirmed.get('role', () =>
      this.#findOrCreate('/extras/roles/', ROLE, { content_types: ['dcim.device'] }),
    );
  }

  async #makeType(manufacturer: string, model: string): Promise<string> {
    const path = '/dcim/device-types/';
    const type = { manufacturer, model };
    await this.#findOrCreate('/dcim/manufacturers/', manufacturer, {});
    const [found] = await this.#client.all(named, path, type, `look up device type ${manufacturer} ${model}`);
    if (found) return found.id;
    const made = await this.#client.create(named, path, type, `create device type ${manufacturer} ${model}`);
    return made.id;
  }

  async #findOrCreate(path: Collection, name: string, body: object): Promise<string> {
    const [found] = await this.#client.all(named, path, { name }, `look up "${name}"`);
    if (found) return found.id;
    const made = await this.#client.create(named, path, { name, ...body }, `create "${name}"`);
    return made.id;
  }
}
