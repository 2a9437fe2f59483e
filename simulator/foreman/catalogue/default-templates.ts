import { changed, json, unchanged } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import type { JsonObject } from '../../storage/json.ts';
import { envelope } from '../envelope.ts';
import { invalid, notFound, unprocessable } from '../refusals.ts';
import { wrapped } from '../request-body.ts';
import type { Catalogue } from './catalogue.ts';
import type { Row } from './definition.ts';

interface DefaultTemplate {
  id: number;
  operatingSystemId: number;
  kindId: number;
  templateId: number;
}

/** Which provisioning template an operating system uses for a kind: without such a row a template has no effect. */
export class DefaultTemplates {
  readonly #catalogue: Catalogue;
  readonly #rows = new Map<number, DefaultTemplate>();
  #lastId = 0;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  template(operatingSystemId: number, kind: string): Row | undefined {
    const kindId = this.#catalogue.byName('template_kinds', kind)?.id;
    const row = this.#of(operatingSystemId).find((candidate) => candidate.kindId === kindId);
    if (row) return this.#catalogue.get('provisioning_templates', row.templateId);
    return this.#catalogue.traps.isOn('foreman.template-needs-a-default')
      ? undefined
      : this.#linked(operatingSystemId, kindId);
  }

  routes(): Route[] {
    const base = '/api/operatingsystems/:os/os_default_templates';
    return [
      ['GET', base, (request, { os = '' }) => this.#index(request, os)],
      ['POST', base, (request, { os = '' }) => this.#create(os, wrapped(request, 'os_default_template'))],
      ['GET', `${base}/:id`, (_request, { os = '', id = '' }) => json(200, this.#show(this.#find(os, id)))],
      [
        'PUT',
        `${base}/:id`,
        (request, { os = '', id = '' }) => this.#update(os, id, wrapped(request, 'os_default_template')),
      ],
      ['DELETE', `${base}/:id`, (_request, { os = '', id = '' }) => this.#remove(os, id)],
    ];
  }

  #linked(operatingSystemId: number, kindId: number | undefined): Row | undefined {
    return this.#catalogue.links
      .of('operatingsystems', operatingSystemId, 'provisioning_templates')
      .map((id) => this.#catalogue.get('provisioning_templates', id))
      .find((template) => template?.values.template_kind_id === kindId);
  }

  #of(operatingSystemId: number): DefaultTemplate[] {
    return [...this.#rows.values()].filter((row) => row.operatingSystemId === operatingSystemId);
  }

  #index(request: Parameters<typeof envelope>[0], os: string) {
    const rows = this.#of(this.#catalogue.find('operatingsystems', os).id);
    return envelope(request, this.#catalogue.traps, { matches: rows, total: rows.length }, (row) => this.#show(row));
  }

  #create(os: string, attributes: JsonObject) {
    const operatingSystem = this.#catalogue.find('operatingsystems', os);
    const { kindId, templateId } = this.#resolve(attributes);
    if (this.#of(operatingSystem.id).some((row) => row.kindId === kindId))
      throw invalid({ template_kind_id: ['has already been taken'] });
    this.#lastId += 1;
    const row = { id: this.#lastId, operatingSystemId: operatingSystem.id, kindId, templateId };
    this.#rows.set(row.id, row);
    return json(201, this.#show(row), changed(operatingSystem.name));
  }

  #update(os: string, id: string, attributes: JsonObject) {
    const row = this.#find(os, id);
    const before = JSON.stringify(row);
    const wanted = { template_kind_id: row.kindId, provisioning_template_id: row.templateId, ...attributes };
    Object.assign(row, this.#resolve(wanted));
    const key = this.#catalogue.find('operatingsystems', os).name;
    return json(200, this.#show(row), before === JSON.stringify(row) ? unchanged(key) : changed(key));
  }

  #remove(os: string, id: string) {
    const row = this.#find(os, id);
    this.#rows.delete(row.id);
    return json(200, this.#show(row), changed(this.#catalogue.find('operatingsystems', os).name));
  }

  #resolve(attributes: JsonObject): { kindId: number; templateId: number } {
    const kindId = Number(attributes.template_kind_id);
    const templateId = Number(attributes.provisioning_template_id);
    if (!this.#catalogue.get('template_kinds', kindId))
      throw unprocessable(`Couldn't find template_kind with 'id'=${kindId}`);
    if (!this.#catalogue.get('provisioning_templates', templateId)) {
      throw unprocessable(`Couldn't find provisioning_template with 'id'=${templateId}`);
    }
    return { kindId, templateId };
  }

  #find(os: string, id: string): DefaultTemplate {
    const operatingSystem = this.#catalogue.find('operatingsystems', os);
    const row = this.#rows.get(Number(id));
    if (row?.operatingSystemId !== operatingSystem.id) throw notFound('os_default_template', id);
    return row;
  }

  #show(row: DefaultTemplate): object {
    return {
      id: row.id,
      template_kind_id: row.kindId,
      template_kind_name: this.#catalogue.get('template_kinds', row.kindId)?.name,
      provisioning_template_id: row.templateId,
      provisioning_template_name: this.#catalogue.get('provisioning_templates', row.templateId)?.name,
    };
  }
}
