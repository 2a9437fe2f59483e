import { changed, json, unchanged, type HttpRequest } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import type { JsonObject } from '../../storage/json.ts';
import { envelope } from '../envelope.ts';
import { wrapped } from '../request-body.ts';
import { parseSearch, testOf, unknownField, type Clause } from '../search.ts';
import type { Catalogue } from './catalogue.ts';
import { definitions, type Definition, type Row } from './definition.ts';

/** The five ordinary routes of every simple resource. */
export function catalogueRoutes(catalogue: Catalogue): Route[] {
  return definitions.flatMap((definition) => routesOf(catalogue, definition));
}

function routesOf(catalogue: Catalogue, definition: Definition): Route[] {
  const { plural, singular } = definition;
  const show = (row: Row) => showRow(catalogue, definition, row);
  return [
    ['GET', `/api/${plural}`, (request) => index(catalogue, definition, request)],
    [
      'POST',
      `/api/${plural}`,
      (request) => {
        const row = catalogue.create(plural, wrapped(request, singular));
        return json(201, show(row), changed(row.name));
      },
    ],
    [
      'GET',
      `/api/${plural}/:id`,
      (_request, { id = '' }) => {
        const row = catalogue.find(plural, id);
        return json(200, show(row), unchanged(row.name));
      },
    ],
    [
      'PUT',
      `/api/${plural}/:id`,
      (request, { id = '' }) => {
        const row = catalogue.find(plural, id);
        const didChange = catalogue.update(plural, row, wrapped(request, singular));
        return json(200, show(row), { key: row.name, changed: didChange });
      },
    ],
    [
      'DELETE',
      `/api/${plural}/:id`,
      (_request, { id = '' }) => {
        const row = catalogue.find(plural, id);
        catalogue.remove(plural, row);
        return json(200, { id: row.id, name: row.name, ...row.values }, changed(row.name));
      },
    ],
  ];
}

function index(catalogue: Catalogue, definition: Definition, request: HttpRequest) {
  const { rows } = catalogue.table(definition.plural);
  const clauses = parseSearch(request.query.get('search') ?? '');
  const tests = clauses.map((clause) => testOfRow(definition, clause));
  const matches = rows.values().filter((row) => tests.every((test) => test(row)));
  return envelope(request, catalogue.traps, { matches, total: rows.size }, (row) =>
    showRow(catalogue, definition, row),
  );
}

function testOfRow(definition: Definition, clause: Clause): (row: Row) => boolean {
  const { field } = clause;
  const isKnown = field === 'id' || definition.fields.includes(field);
  const test = testOf(clause);
  return (row) => {
    const shown: JsonObject = { id: row.id, ...row.values, ...definition.derived?.(row) };
    if (!isKnown && shown[field] === undefined) throw unknownField(field);
    return test([String(shown[field] ?? '')]);
  };
}

function showRow(catalogue: Catalogue, definition: Definition, row: Row): object {
  const linked: Record<string, object[]> = {};
  for (const to of definition.links) {
    linked[to] = catalogue.links
      .of(definition.plural, row.id, to)
      .map((id) => ({ id, name: catalogue.get(to, id)?.name }));
  }
  const plain = Object.fromEntries(definition.fields.map((field) => [field, row.values[field] ?? null]));
  const kindId = row.values.template_kind_id;
  const kind = typeof kindId === 'number' ? { template_kind_name: catalogue.get('template_kinds', kindId)?.name } : {};
  return {
    id: row.id,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
    ...plain,
    ...kind,
    ...definition.derived?.(row),
    ...linked,
  };
}
