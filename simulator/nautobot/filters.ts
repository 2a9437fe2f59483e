import type { Field, Model, Row } from './model.ts';
import { resolveReference } from './references.ts';
import { invalid } from './refusals.ts';
import { fieldKey, type Tables } from './tables.ts';

/** Query parameters that page or shape a list rather than filter it. */
const shaping = ['limit', 'offset', 'depth', 'include', 'exclude_m2m', 'format', 'sort', 'api_version'];

const suffixes: Record<string, (actual: string, wanted: string) => boolean> = {
  n: (actual, wanted) => actual !== wanted,
  ic: (actual, wanted) => actual.toLowerCase().includes(wanted.toLowerCase()),
  nic: (actual, wanted) => !actual.toLowerCase().includes(wanted.toLowerCase()),
  ie: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  isw: (actual, wanted) => actual.toLowerCase().startsWith(wanted.toLowerCase()),
  iew: (actual, wanted) => actual.toLowerCase().endsWith(wanted.toLowerCase()),
  re: (actual, wanted) => new RegExp(wanted).test(actual),
  ire: (actual, wanted) => new RegExp(wanted, 'i').test(actual),
};

interface Filter {
  /** Index keys of which a match has one; null: only a look at the row can tell. */
  keys: string[] | null;
  matches: (row: Row) => boolean;
}

/** Rows that satisfy every filter of the query; several values of one filter are alternatives. */
export function filterRows(tables: Tables, model: Model, query: URLSearchParams): Row[] {
  const filters: Filter[] = [];
  for (const name of new Set(query.keys())) {
    if (shaping.includes(name)) continue;
    const filter = readFilter(tables, model, name, query.getAll(name));
    if (filter) filters.push(filter);
    else if (tables.traps.isOn('nautobot.unknown-filter')) throw invalid({ [name]: ['Unknown filter field'] });
  }
  const rows = tables.of(model.name);
  const cost = (filter: Filter) => (filter.keys ?? []).reduce((sum, key) => sum + rows.count(key), 0);
  const indexed = filters.filter((filter) => filter.keys !== null).sort((left, right) => cost(left) - cost(right))[0];
  const candidates = indexed?.keys ? [...new Set(indexed.keys.flatMap((key) => rows.find(key)))] : rows.values();
  return candidates.filter((row) => filters.every((filter) => filter.matches(row)));
}

/** Null for a filter that the model does not have. */
function readFilter(tables: Tables, model: Model, name: string, values: string[]): Filter | null {
  const own = model.filters?.[name];
  if (own) return { keys: ownKeys(name, values), matches: (row) => values.some((value) => own(row, value, tables)) };
  if (name === 'id') return { keys: values.map((value) => `id:${value}`), matches: (row) => values.includes(row.id) };
  if (name === 'q') return { keys: null, matches: (row) => values.some((value) => mentions(row, value)) };
  const [bare = '', suffix] = name.split('__');
  if (bare.startsWith('cf_')) return customFieldFilter(tables, model, bare.slice('cf_'.length), suffix, values);

  const field = model.fields[bare] ?? model.fields[bare.replace(/_id$/, '')];
  const fieldName = bare in model.fields ? bare : bare.replace(/_id$/, '');
  if (!field || (suffix !== undefined && suffix !== 'isnull' && !(suffix in suffixes))) return null;
  if (suffix === 'isnull') return nullFilter(fieldName, values[0] ?? '');
  const wanted = field.kind === 'one' ? relatedIds(tables, field, name, values) : values;
  if (suffix !== undefined) return suffixFilter((row) => row.values[fieldName], suffix, wanted);
  if (field.kind === 'list')
    return { keys: null, matches: (row) => values.some((value) => listOf(row.values[fieldName]).includes(value)) };
  const keys = wanted.map((value) => fieldKey(fieldName, value));
  return { keys, matches: (row) => wanted.some((value) => same(row.values[fieldName], value)) };
}

/** Exact IP addresses are indexed by their host part; the other special filters look at every row. */
function ownKeys(name: string, values: string[]): string[] | null {
  return name === 'address' ? values.map((value) => fieldKey('host', value.split('/')[0])) : null;
}

function customFieldFilter(
  tables: Tables,
  model: Model,
  key: string,
  suffix: string | undefined,
  values: string[],
): Filter | null {
  const types = tables.find('extras.customfield', 'key', key)[0]?.values.content_types;
  if (!Array.isArray(types) || !types.includes(model.name)) return null;
  if (suffix === 'isnull') {
    const wantsNull = (values[0] ?? '').toLowerCase() === 'true';
    return { keys: null, matches: (row) => ((row.customFields[key] ?? null) === null) === wantsNull };
  }
  if (suffix !== undefined) return suffixFilter((row) => row.customFields[key], suffix, values);
  // A custom field takes a single value: the last one given counts.
  const wanted = tables.traps.isOn('nautobot.custom-filter-takes-one') ? values.slice(-1) : values;
  return {
    keys: wanted.map((value) => fieldKey(`cf_${key}`, value)),
    matches: (row) => wanted.some((value) => same(row.customFields[key], value)),
  };
}

function suffixFilter(read: (row: Row) => unknown, suffix: string, values: string[]): Filter {
  const compare = suffixes[suffix];
  const isNegative = suffix.startsWith('n');
  const test = (row: Row, value: string) => compare?.(String(read(row) ?? ''), value) ?? false;
  return {
    keys: null,
    matches: (row) =>
      isNegative ? values.every((value) => test(row, value)) : values.some((value) => test(row, value)),
  };
}

function nullFilter(field: string, value: string): Filter {
  const wantsNull = value.toLowerCase() === 'true';
  return { keys: null, matches: (row) => ((row.values[field] ?? null) === null) === wantsNull };
}

function relatedIds(tables: Tables, field: Extract<Field, { kind: 'one' }>, name: string, values: string[]): string[] {
  return values.flatMap((value) => {
    if (value === 'null') return [];
    const natural = tables.find(field.to, 'name', value).map((row) => row.id);
    if (natural.length > 0) return natural;
    const resolved = resolveReference(tables, field.to, value, null);
    if (!resolved.ok)
      throw invalid({ [name]: [`Select a valid choice. ${value} is not one of the available choices.`] });
    return resolved.row.id;
  });
}

function mentions(row: Row, value: string): boolean {
  const wanted = value.toLowerCase();
  return Object.values(row.values).some(
    (actual) => typeof actual === 'string' && actual.toLowerCase().includes(wanted),
  );
}

function same(actual: unknown, wanted: string): boolean {
  return String(actual ?? '').toLowerCase() === wanted.toLowerCase();
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
