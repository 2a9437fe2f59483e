import { changed, empty, json, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Route } from '../http/router.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../storage/json.ts';
import { deleteRow } from './deletion.ts';
import { filterRows } from './filters.ts';
import { journalKey } from './journal-key.ts';
import { listReply } from './list-reply.ts';
import type { Model, Row } from './model.ts';
import { models } from './models/index.ts';
import { NautobotRefusal, invalid, noMatch } from './refusals.ts';
import type { Tables } from './tables.ts';
import { showRow } from './view.ts';
import { createRow, updateRow } from './write.ts';

/** List and detail endpoints of every model, single and in bulk. */
export function modelRoutes(tables: Tables): Route[] {
  return models.flatMap((model): Route[] => {
    const list = `/api/${model.path}/`;
    const detail = `${list}:id/`;
    const find = (id: string) => findRow(tables, model, id);
    return [
      [
        'GET',
        list,
        (request) =>
          listReply(request, tables.traps, filterRows(tables, model, request.query), (row) =>
            show(tables, model, row, request),
          ),
      ],
      ['POST', list, (request) => create(tables, model, request)],
      ['PATCH', list, (request) => bulkUpdate(tables, model, request)],
      ['DELETE', list, (request) => bulkDelete(tables, model, request)],
      [
        'GET',
        detail,
        (request, { id = '' }) =>
          json(200, show(tables, model, find(id), request), unchanged(journalKey(tables, model, find(id)))),
      ],
      ['PATCH', detail, (request, { id = '' }) => update(tables, model, find(id), request)],
      ['PUT', detail, (request, { id = '' }) => update(tables, model, find(id), request)],
      [
        'DELETE',
        detail,
        (_request, { id = '' }) =>
          tables.get(model.name, id) || tables.traps.isOn('nautobot.deleted-twice')
            ? remove(tables, model, find(id))
            : empty(204, unchanged(id)),
      ],
    ];
  });
}

export function findRow(tables: Tables, model: Model, id: string): Row {
  const row = tables.get(model.name, id);
  if (!row) throw noMatch(model.verbose);
  return row;
}

export function show(tables: Tables, model: Model, row: Row, request: HttpRequest): object {
  const unasked = tables.traps.isOn('nautobot.depth') ? 0 : 1;
  const depth = Number(request.query.get('depth') ?? unasked) || 0;
  return showRow(tables, model, row, { origin: request.origin, depth });
}

export function readBody(request: HttpRequest): Json {
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  if (!parsed.ok) throw new NautobotRefusal(400, { detail: `JSON parse error - ${parsed.reason}` });
  return parsed.value;
}

/** A list is created as a whole or not at all. */
export function createAll(tables: Tables, model: Model, bodies: readonly Json[]): Row[] {
  const made: Row[] = [];
  try {
    for (const body of bodies) made.push(createRow(tables, model, requireObject(body)));
  } catch (error) {
    if (tables.traps.isOn('nautobot.bulk-is-atomic')) for (const row of made.reverse()) tables.remove(row);
    throw error;
  }
  return made;
}

function create(tables: Tables, model: Model, request: HttpRequest): HttpReply {
  const body = readBody(request);
  const made = createAll(tables, model, Array.isArray(body) ? body : [body]);
  const key = made.map((row) => journalKey(tables, model, row)).join(' ');
  const shown = made.map((row) => show(tables, model, row, request));
  return json(201, Array.isArray(body) ? shown : shown[0], changed(key));
}

function update(tables: Tables, model: Model, row: Row, request: HttpRequest): HttpReply {
  if (request.headers['if-match'] !== undefined && !tables.traps.isOn('nautobot.no-if-match'))
    throw new NautobotRefusal(412, { detail: 'The object has changed.' });
  const didChange = updateRow(tables, model, row, requireObject(readBody(request)));
  return json(200, show(tables, model, row, request), { key: journalKey(tables, model, row), changed: didChange });
}

function remove(tables: Tables, model: Model, row: Row): HttpReply {
  const key = journalKey(tables, model, row);
  deleteRow(tables, row);
  return empty(204, changed(key));
}

function bulkUpdate(tables: Tables, model: Model, request: HttpRequest): HttpReply {
  const pairs = requireList(readBody(request)).map((body) => ({ row: findRow(tables, model, String(body.id)), body }));
  const before = pairs.map(({ row }) => ({ row, values: row.values, customFields: row.customFields }));
  try {
    for (const { row, body } of pairs) updateRow(tables, model, row, body);
  } catch (error) {
    for (const { row, values, customFields } of before) tables.put(Object.assign(row, { values, customFields }));
    throw error;
  }
  const key = pairs.map(({ row }) => journalKey(tables, model, row)).join(' ');
  return json(
    200,
    pairs.map(({ row }) => show(tables, model, row, request)),
    changed(key),
  );
}

function bulkDelete(tables: Tables, model: Model, request: HttpRequest): HttpReply {
  const rows = requireList(readBody(request)).map((body) => findRow(tables, model, String(body.id)));
  const key = rows.map((row) => journalKey(tables, model, row)).join(' ');
  for (const row of rows) deleteRow(tables, row);
  return empty(204, changed(key));
}

function requireObject(body: Json): JsonObject {
  if (!isObject(body)) throw invalid({ non_field_errors: ['Invalid data. Expected a dictionary.'] });
  return body;
}

function requireList(body: Json): JsonObject[] {
  if (!Array.isArray(body)) throw invalid({ non_field_errors: ['Expected a list of items.'] });
  return body.map(requireObject);
}
