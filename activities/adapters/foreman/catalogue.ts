import { Failure } from '../../failure.ts';
import type { JsonClient } from '../../http/json-client.ts';
import { isTaken } from './classify.ts';
import { readAll, searchFor } from './foreman-client.ts';
import { defaultTemplateRow, type SharedRow, sharedRow } from './schema.ts';

const SINGULAR = {
  organizations: 'organization',
  locations: 'location',
  architectures: 'architecture',
  domains: 'domain',
  media: 'medium',
  operatingsystems: 'operatingsystem',
  provisioning_templates: 'provisioning_template',
  ptables: 'ptable',
  template_kinds: 'template_kind',
} as const;
export type Resource = keyof typeof SINGULAR;

/** The organization and location that a thing must be visible in. */
export interface Taxonomy {
  organizationId: number;
  locationId: number;
}

/** What hosts share in Foreman. Calls serve all hosts that wait for them, so one host's cancellation doesn't end them. */
export class Catalogue {
  readonly #client: JsonClient;

  constructor(client: JsonClient) {
    this.#client = client;
  }

  cancellation(): AbortSignal | undefined {
    return this.#client.cancellation();
  }

  /** With its associations, which lists leave out. */
  async find(resource: Resource, fields: Readonly<Record<string, string>>): Promise<SharedRow | undefined> {
    const task = `look up ${describe(resource, fields)}`;
    const query = { search: searchFor(fields) };
    const rows = await readAll(this.#client, sharedRow, { path: `/${resource}`, query, task, shared: true });
    // The search folds case: of "Fleet" and "fleet", the one that was asked for.
    const row = rows.find((candidate) => candidate.name === fields.name) ?? rows[0];
    if (!row) return undefined;
    return this.#client.find(sharedRow, { method: 'GET', path: `/${resource}/${row.id}`, task, shared: true });
  }

  /** What somebody else has to make: organizations and locations are people's business. */
  async require(resource: Resource, name: string): Promise<number> {
    const row = await this.find(resource, { name });
    if (row) return row.id;
    const what = describe(resource, { name });
    throw new Failure('InvalidInput', `Foreman has no ${what}. Create it there, or name an existing one.`, {
      waitsFor: [{ kind: 'ComputeProvider', name: '*' }],
    });
  }

  /** Two who create the same are told apart by Foreman: the slower reads what the faster made. */
  async findOrCreate(resource: Resource, fields: Readonly<Record<string, string>>, body: object): Promise<SharedRow> {
    const found = await this.find(resource, fields);
    if (found) return found;
    const what = describe(resource, fields);
    const call = {
      method: 'POST',
      path: `/${resource}`,
      body: { [SINGULAR[resource]]: { ...fields, ...body } },
      task: `create ${what}`,
      shared: true,
    } as const;
    const reply = await this.#client.send(call);
    if (!isTaken(reply)) return this.#client.parse(sharedRow, reply, call);
    const made = await this.find(resource, fields);
    if (made) return made;
    throw this.#client.refusal(reply, call);
  }

  async update(resource: Resource, row: SharedRow, changes: object): Promise<void> {
    const body = { [SINGULAR[resource]]: changes };
    const task = `update ${describe(resource, { name: row.name })}`;
    await this.#client.order({ method: 'PUT', path: `/${resource}/${row.id}`, body, task, shared: true });
  }

  defaultTemplates(operatingSystemId: number) {
    const path = `/operatingsystems/${operatingSystemId}/os_default_templates`;
    return readAll(this.#client, defaultTemplateRow, { path, task: 'look up default templates', shared: true });
  }

  /** `rowId` names the row to change; without it one is made. */
  async setDefaultTemplate(operatingSystemId: number, rowId: number | undefined, template: SharedRow): Promise<void> {
    const path = `/operatingsystems/${operatingSystemId}/os_default_templates`;
    const row = { template_kind_id: template.template_kind_id, provisioning_template_id: template.id };
    await this.#client.order({
      method: rowId === undefined ? 'POST' : 'PUT',
      path: rowId === undefined ? path : `${path}/${rowId}`,
      body: { os_default_template: row },
      task: `make template "${template.name}" the operating system's own`,
      shared: true,
    });
  }
}

function describe(resource: Resource, fields: Readonly<Record<string, string>>): string {
  return `${nounOf(resource)} "${Object.values(fields).join(' ')}"`;
}

/** In words, such as "provisioning template". */
export function nounOf(resource: Resource): string {
  return SINGULAR[resource].replaceAll('_', ' ');
}
