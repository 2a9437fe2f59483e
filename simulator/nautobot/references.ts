import { isObject, textOf, type Json } from '../storage/json.ts';
import type { ModelName, Row } from './model.ts';
import { modelOf, type Tables } from './tables.ts';

export type Resolved = { ok: true; row: Row } | { ok: false; message: string };

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The one object that a UUID, a natural key or a set of attributes names; `wanted` narrows statuses and roles. */
export function resolveReference(tables: Tables, to: ModelName, given: Json, wanted: string | null): Resolved {
  const attributes = isObject(given)
    ? given
    : uuid.test(textOf(given) ?? '')
      ? { id: given }
      : { [modelOf(to).natural]: given };
  const spelled = `{${Object.entries(attributes)
    .map(([key, value]) => `'${key}': ${pythonText(value)}`)
    .join(', ')}}`;
  const isOpen = wanted === null || !tables.traps.isOn('nautobot.status-by-content-type');
  const found = candidates(tables, to, attributes).filter((row) => isOpen || allows(row, wanted));
  if (found.length > 1 && tables.traps.isOn('nautobot.ambiguous-reference'))
    return { ok: false, message: `Multiple objects match the provided attributes: ${spelled}` };
  const row = found[0];
  return row
    ? { ok: true, row }
    : { ok: false, message: `Related object not found using the provided attributes: ${spelled}` };
}

function candidates(tables: Tables, to: ModelName, attributes: Record<string, Json>): Row[] {
  if (typeof attributes.id === 'string') {
    const row = tables.get(to, attributes.id);
    return row ? [row] : [];
  }
  const [first, ...others] = Object.entries(attributes).filter(([key]) => key in modelOf(to).fields);
  if (!first) return [];
  return tables
    .find(to, first[0], idOf(tables, to, first))
    .filter((row) =>
      [first, ...others].every((entry) => String(row.values[entry[0]] ?? '') === String(idOf(tables, to, entry) ?? '')),
    );
}

/** An attribute that is itself related, e.g. the manufacturer of a device type, counts by its id. */
function idOf(tables: Tables, to: ModelName, [key, value]: [string, Json]): Json {
  const field = modelOf(to).fields[key];
  if (field?.kind !== 'one' || value === null) return value;
  const resolved = resolveReference(tables, field.to, value, null);
  return resolved.ok ? resolved.row.id : '';
}

function allows(row: Row, contentType: string): boolean {
  const types = row.values.content_types;
  return !Array.isArray(types) || types.includes(contentType);
}

function pythonText(value: Json | undefined): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
