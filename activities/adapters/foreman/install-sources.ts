import { Failure } from '../../failure.ts';
import type { InstallSource } from '../../ports/host-registry.ts';
import { type Catalogue, nounOf, type Resource, type Taxonomy } from './catalogue.ts';
import { missingLinks } from './links.ts';
import { SharedWork } from '../shared-work.ts';
import type { SharedRow } from './schema.ts';

/** What a host refers to. */
export interface SourceIds extends Taxonomy {
  architectureId: number;
  operatingSystemId: number;
  mediumId: number;
  ptableId: number;
}

/** Our kickstart partitions the disks itself; Foreman wants a partition table all the same. */
const PTABLE = { name: 'bedplate', layout: '# The kickstart that Bedplate serves partitions the disks.\n' };

/** Makes sure of what hosts of an image share, once for all hosts that ask within a minute. */
export class InstallSources {
  readonly #catalogue: Catalogue;
  readonly #confirmed: SharedWork<SourceIds>;
  readonly #domains: SharedWork<number>;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    const cancellation = () => catalogue.cancellation();
    this.#confirmed = new SharedWork(60_000, cancellation);
    this.#domains = new SharedWork(60_000, cancellation);
  }

  ensure(source: InstallSource): Promise<SourceIds> {
    return this.#confirmed.get(JSON.stringify(source), () => this.#make(source));
  }

  /** Without its domain a host's FQDN "must not include periods". */
  ensureDomain(name: string, taxonomy: Taxonomy): Promise<number> {
    const key = `${name} ${taxonomy.organizationId} ${taxonomy.locationId}`;
    return this.#domains.get(key, async () => {
      const domain = await this.#findOrCreate('domains', { name }, {}, taxonomy);
      await this.#bring('domains', domain, {}, taxonomy);
      return domain.id;
    });
  }

  /** After Foreman refused a host: what was confirmed may be gone. */
  forget(): void {
    this.#confirmed.clear();
    this.#domains.clear();
  }

  async #make(source: InstallSource): Promise<SourceIds> {
    const catalogue = this.#catalogue;
    const taxonomy = {
      organizationId: await catalogue.require('organizations', source.organization),
      locationId: await catalogue.require('locations', source.location),
    };
    const kindId = await catalogue.require('template_kinds', 'provision');
    const architecture = await catalogue.findOrCreate('architectures', { name: source.architecture }, {});
    const medium = await this.#ensureMedium(source.medium, taxonomy);
    const ptable = await this.#findOrCreate(
      'ptables',
      { name: PTABLE.name },
      { layout: PTABLE.layout, os_family: 'Redhat' },
      taxonomy,
    );
    await this.#bring('ptables', ptable, {}, taxonomy);
    const template = await this.#ensureTemplate(source.template, kindId, taxonomy);
    const operatingSystem = await catalogue.findOrCreate(
      'operatingsystems',
      { ...source.operatingSystem },
      { family: 'Redhat', password_hash: 'SHA512' },
    );
    const links = missingLinks(operatingSystem, {
      architectures: architecture.id,
      media: medium.id,
      ptables: ptable.id,
      provisioning_templates: template.id,
    });
    if (links) await catalogue.update('operatingsystems', operatingSystem, links);
    await this.#ensureDefaultTemplate(operatingSystem, template);
    return {
      ...taxonomy,
      architectureId: architecture.id,
      operatingSystemId: operatingSystem.id,
      mediumId: medium.id,
      ptableId: ptable.id,
    };
  }

  async #ensureMedium({ name, path }: InstallSource['medium'], taxonomy: Taxonomy): Promise<SharedRow> {
    const medium = await this.#findOrCreate('media', { name }, { path, os_family: 'Redhat' }, taxonomy);
    await this.#bring('media', medium, medium.path === path ? {} : { path }, taxonomy);
    return medium;
  }

  async #ensureTemplate(
    { name, text }: InstallSource['template'],
    kindId: number,
    taxonomy: Taxonomy,
  ): Promise<SharedRow> {
    const body = { template: text, template_kind_id: kindId, snippet: false };
    const template = await this.#findOrCreate('provisioning_templates', { name }, body, taxonomy);
    const isRight = template.template === text && template.template_kind_id === kindId;
    await this.#bring('provisioning_templates', template, isRight ? {} : body, taxonomy);
    return { ...template, template_kind_id: kindId };
  }

  /** A template has an effect only as the default of its kind for the operating system. */
  async #ensureDefaultTemplate(operatingSystem: SharedRow, template: SharedRow): Promise<void> {
    const rows = await this.#catalogue.defaultTemplates(operatingSystem.id);
    const current = rows.find((row) => row.template_kind_id === template.template_kind_id);
    if (current?.provisioning_template_id === template.id) return;
    if (current)
      refuseForeign(
        `default template of operating system "${operatingSystem.name}"`,
        current.provisioning_template_name ?? '',
      );
    await this.#catalogue.setDefaultTemplate(operatingSystem.id, current?.id, template);
  }

  async #findOrCreate(
    resource: Resource,
    fields: Record<string, string>,
    body: object,
    taxonomy: Taxonomy,
  ): Promise<SharedRow> {
    const ids = { organization_ids: [taxonomy.organizationId], location_ids: [taxonomy.locationId] };
    return this.#catalogue.findOrCreate(resource, fields, { ...body, ...ids });
  }

  /** Makes the changes it needs, if it is ours, and shows it to the hosts. What is refused had nothing written to it. */
  async #bring(resource: Resource, row: SharedRow, changes: object, taxonomy: Taxonomy): Promise<void> {
    if (Object.keys(changes).length > 0) refuseForeign(nounOf(resource), row.name);
    const links = missingLinks(row, { organizations: taxonomy.organizationId, locations: taxonomy.locationId });
    const all = { ...changes, ...links };
    if (Object.keys(all).length > 0) await this.#catalogue.update(resource, row, all);
  }
}

/** Shared things bear no owner mark; a name that begins with "bedplate" is ours, anything else other hosts may live on. */
function refuseForeign(what: string, name: string): void {
  if (/^bedplate/i.test(name)) return;
  const why = `other hosts may depend on it, and Bedplate changes only what has a name that begins with "bedplate"`;
  throw new Failure(
    'Conflict',
    `The ${what} in Foreman, "${name}", differs from what the image needs: ${why}. Rename one of the two.`,
  );
}
