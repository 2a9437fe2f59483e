import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../storage/json.ts';
import type { TrapId } from '../traps/registry.ts';
import type { Field, Model, Row } from './model.ts';
import { resolveReference } from './references.ts';
import { invalid, type ApiErrors } from './refusals.ts';
import { fieldKey, type Tables } from './tables.ts';

/** Creates a row from a request body, or refuses it; nothing is stored then. */
export function createRow(tables: Tables, model: Model, body: JsonObject): Row {
  const now = new Date().toISOString();
  const draft: Row = {
    id: randomUUID(),
    model: model.name,
    values: {},
    customFields: {},
    createdAt: now,
    updatedAt: now,
  };
  for (const [name, field] of Object.entries(model.fields)) draft.values[name] = defaultOf(field);
  const errors = { ...missingFields(model, body), ...writeFields(tables, model, draft, body) };
  if (Object.keys(errors).length > 0) throw invalid(errors);
  check(tables, model, draft, true);
  tables.put(draft);
  return draft;
}

/** Changes a row by what the body gives; tells whether anything changed. */
export function updateRow(tables: Tables, model: Model, row: Row, body: JsonObject): boolean {
  const draft: Row = { ...row, values: { ...row.values }, customFields: { ...row.customFields } };
  const errors = writeFields(tables, model, draft, body);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  check(tables, model, draft, false);
  const before = JSON.stringify([row.values, row.customFields]);
  if (before === JSON.stringify([draft.values, draft.customFields])) return false;
  row.values = draft.values;
  row.customFields = draft.customFields;
  row.updatedAt = new Date().toISOString();
  tables.put(row);
  return true;
}

function check(tables: Tables, model: Model, draft: Row, isNew: boolean): void {
  const errors = model.clean?.(draft, tables, isNew) ?? {};
  if (Object.keys(errors).length > 0) throw invalid(placed(tables, errors, ['name']));
  for (const field of moreUnique(model, tables)) refuseTwin(tables, model, draft, field);
  for (const { fields, trap: exempt, errors: say } of model.unique) {
    // As in SQL, null is equal to nothing; only a missing parent counts as one and the same place.
    if (fields.some((field) => field !== 'parent' && (draft.values[field] ?? null) === null)) continue;
    const anchor = rarest(tables, model, draft, fields);
    const twin = tables
      .find(model.name, anchor, draft.values[anchor])
      .find((row) => row.id !== draft.id && fields.every((field) => row.values[field] === draft.values[field]));
    const isAllowed = exempt !== undefined && !tables.traps.isOn(exempt);
    if (twin && !isAllowed) throw invalid(placed(tables, say(draft, tables), fields));
  }
}

/** Errors under the fields that they are about, for those who look nowhere else. */
function placed(tables: Tables, errors: ApiErrors, fields: readonly string[]): ApiErrors {
  const { __all__: all, non_field_errors: nonField, ...ofFields } = errors;
  const placedErrors: ApiErrors = { ...ofFields };
  const put = (messages: string[] | undefined, key: string, trap: TrapId) => {
    if (messages) placedErrors[tables.traps.isOn(trap) ? key : (fields.at(-1) ?? key)] = messages;
  };
  put(all, '__all__', 'nautobot.errors-under-all');
  put(nonField, 'non_field_errors', 'nautobot.errors-under-non-field');
  return placedErrors;
}

/** What a stricter CMDB would not let repeat. */
function moreUnique(model: Model, tables: Tables): string[] {
  return (model.mayRepeat ?? []).filter(({ trap }) => !tables.traps.isOn(trap)).map(({ field }) => field);
}

function refuseTwin(tables: Tables, model: Model, draft: Row, field: string): void {
  const value = draft.values[field] ?? '';
  const twin = value === '' ? undefined : tables.find(model.name, field, value).find((row) => row.id !== draft.id);
  if (twin) throw invalid({ [field]: [`${model.verbose} with this ${field} already exists.`] });
}

function folded(tables: Tables, fold: 'upper' | 'lower' | undefined, text: string): string {
  if (fold === 'upper') return tables.traps.isOn('nautobot.mac-in-upper-case') ? text.toUpperCase() : text;
  return fold === 'lower' ? text.toLowerCase() : text;
}

/** The field whose value the fewest rows share: the shortest list to look through. */
function rarest(tables: Tables, model: Model, draft: Row, fields: readonly string[]): string {
  const rows = tables.of(model.name);
  const indexed = fields.filter((field) => draft.values[field] !== null);
  const share = (field: string) => rows.count(fieldKey(field, draft.values[field]));
  return indexed.reduce((best, field) => (share(field) < share(best) ? field : best));
}

function missingFields(model: Model, body: JsonObject): ApiErrors {
  const errors: ApiErrors = {};
  for (const [name, field] of Object.entries(model.fields)) {
    if ('required' in field && field.required && body[name] === undefined) errors[name] = ['This field is required.'];
  }
  return errors;
}

function writeFields(tables: Tables, model: Model, draft: Row, body: JsonObject): ApiErrors {
  const errors: ApiErrors = {};
  for (const [name, field] of Object.entries(model.fields)) {
    const given = body[name];
    if (given === undefined) continue;
    const written = readValue(tables, model, field, given);
    if (written.ok) draft.values[name] = written.value;
    else errors[name] = [written.message];
  }
  if (isObject(body.custom_fields)) Object.assign(errors, writeCustomFields(tables, model, draft, body.custom_fields));
  return errors;
}

type Value = { ok: true; value: Json } | { ok: false; message: string };

function readValue(tables: Tables, model: Model, field: Field, given: Json): Value {
  const required = 'required' in field && field.required === true;
  if (given === null) {
    return required || field.kind === 'flag' || field.kind === 'list'
      ? { ok: false, message: 'This field may not be null.' }
      : { ok: true, value: null };
  }
  switch (field.kind) {
    case 'text': {
      if (typeof given === 'object' || typeof given === 'boolean') return { ok: false, message: 'Not a valid string.' };
      const text = String(given).trim();
      if (text === '' && required) return { ok: false, message: 'This field may not be blank.' };
      return {
        ok: true,
        value: folded(tables, field.fold, text),
      };
    }
    case 'number':
      return Number.isFinite(Number(given))
        ? { ok: true, value: Number(given) }
        : { ok: false, message: 'A valid integer is required.' };
    case 'flag':
      return typeof given === 'boolean'
        ? { ok: true, value: given }
        : { ok: false, message: 'Must be a valid boolean.' };
    case 'list':
      return Array.isArray(given)
        ? { ok: true, value: given }
        : { ok: false, message: `Expected a list of items but got type "${typeof given}".` };
    case 'choice': {
      const choice = isObject(given) ? given.value : given;
      if (choice === '' && !required) return { ok: true, value: null };
      return typeof choice === 'string' && choice in field.labels
        ? { ok: true, value: choice }
        : { ok: false, message: `"${String(choice)}" is not a valid choice.` };
    }
    case 'one': {
      const narrowed = field.to === 'extras.status' || field.to === 'extras.role' ? model.name : null;
      const resolved = resolveReference(tables, field.to, given, narrowed);
      if (!resolved.ok && !tables.traps.isOn('nautobot.dangling-reference')) return { ok: true, value: null };
      return resolved.ok ? { ok: true, value: resolved.row.id } : resolved;
    }
  }
}

function writeCustomFields(tables: Tables, model: Model, draft: Row, given: JsonObject): ApiErrors {
  for (const [key, value] of Object.entries(given)) {
    const definition = tables.find('extras.customfield', 'key', key)[0];
    const types = definition?.values.content_types;
    const isKnown = Array.isArray(types) && types.includes(model.name);
    if (!isKnown && tables.traps.isOn('nautobot.unknown-custom-field'))
      return { __all__: [`Unknown field name '${key}' in custom field data.`] };
    draft.customFields[key] = value;
  }
  return {};
}

function defaultOf(field: Field): Json {
  if (field.kind === 'list') return [];
  return 'default' in field ? (field.default ?? null) : null;
}
