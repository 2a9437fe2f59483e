import { type Owner, parseOwner } from '../../../api/owner.ts';
import { SharedWork } from '../shared-work.ts';
import type { NautobotClient } from './nautobot-client.ts';
import { type CustomFieldRow, customFieldRow } from './schema.ts';

/** The custom field that says whose a device or an address is. */
export const OWNER_FIELD = 'bedplate_owner';
/** Its filter, for one whole mark. */
export const OWNER_FILTER = `cf_${OWNER_FIELD}`;
/** Finds what bears any mark of ours. Nautobot refuses it while it has no such field. */
export const BEARS_MARK = { [`${OWNER_FILTER}__isw`]: 'bedplate/' };

const PATH = '/extras/custom-fields/';
const CONTENT_TYPES = ['dcim.device', 'ipam.ipaddress'];

/** Makes sure that the custom field exists: asked for before each write, looked up once in ten minutes. */
export class OwnerField {
  readonly #client: NautobotClient;
  readonly #confirmed: SharedWork<void>;

  /** The client's calls must serve all who wait. */
  constructor(client: NautobotClient) {
    this.#client = client;
    this.#confirmed = new SharedWork(600_000, () => client.cancellation());
  }

  ensure(): Promise<void> {
    return this.#confirmed.get('', () => this.#make());
  }

  /** Without it nothing bears a mark. On devices and addresses alike: it was made for both. */
  async exists(): Promise<boolean> {
    const present = (await this.#find())?.content_types ?? [];
    return CONTENT_TYPES.every((type) => present.includes(type));
  }

  async #find(): Promise<CustomFieldRow | undefined> {
    const [field] = await this.#client.all(customFieldRow, PATH, { key: OWNER_FIELD }, 'look up our custom field');
    return field;
  }

  async #make(): Promise<void> {
    const field = await this.#find();
    if (!field) {
      const body = {
        label: 'Bedplate owner',
        key: OWNER_FIELD,
        type: 'text',
        filter_logic: 'exact',
        content_types: CONTENT_TYPES,
      };
      await this.#client.create(customFieldRow, PATH, body, 'create our custom field');
      return;
    }
    const present = field.content_types ?? [];
    if (CONTENT_TYPES.every((type) => present.includes(type))) return;
    const contentTypes = [...new Set([...present, ...CONTENT_TYPES])];
    await this.#client.update(PATH, field.id, { content_types: contentTypes }, 'widen our custom field');
  }
}

interface Marked {
  custom_fields?: Record<string, unknown> | null | undefined;
}

/** The mark as it stands there. */
export function markOf(row: Marked): string | undefined {
  const value = row.custom_fields?.[OWNER_FIELD];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isOwnedBy(row: Marked, owner: Owner): boolean {
  return parseOwner(markOf(row))?.uid === owner.uid;
}
