import { textField, type Model, type Row } from './model.ts';
import { modelOf, type Tables } from './tables.ts';

export interface ViewOptions {
  /** Origin of the links. */
  origin: string;
  /** How many levels of related objects are shown whole. */
  depth: number;
}

export function showRow(tables: Tables, model: Model, row: Row, options: ViewOptions): Record<string, unknown> {
  const shown: Record<string, unknown> = {
    id: row.id,
    object_type: row.model,
    display: displayOf(tables, model, row),
    url: urlOf(model, row.id, options.origin),
    natural_slug: naturalSlug(model, row),
  };
  for (const [name, field] of Object.entries(model.fields)) {
    const value = row.values[name] ?? null;
    if (field.kind === 'one') shown[name] = showRelated(tables, modelOf(field.to), value, options);
    else if (field.kind === 'choice')
      shown[name] = value === null ? null : { value, label: field.labels[String(value)] };
    else shown[name] = value;
  }
  const customFields = customFieldsOf(tables, model, row);
  return {
    ...shown,
    ...model.extra?.(row, tables),
    created: row.createdAt,
    last_updated: row.updatedAt,
    tags: [],
    custom_fields: customFields,
  };
}

/** Every custom field that the model has, null where this row has none. */
export function customFieldsOf(tables: Tables, model: Model, row: Row): Record<string, unknown> {
  const defined = tables
    .of('extras.customfield')
    .values()
    .filter(({ values }) => Array.isArray(values.content_types) && values.content_types.includes(model.name));
  return Object.fromEntries(
    defined.map((definition) => [textField(definition, 'key'), row.customFields[textField(definition, 'key')] ?? null]),
  );
}

export function displayOf(tables: Tables, model: Model, row: Row): string {
  return model.display?.(row, tables) ?? (textField(row, 'name') || row.id);
}

function showRelated(tables: Tables, model: Model, id: unknown, options: ViewOptions): unknown {
  const row = tables.get(model.name, id);
  if (!row) return null;
  if (options.depth > 0) return showRow(tables, model, row, { ...options, depth: options.depth - 1 });
  return { id: row.id, object_type: model.name, url: urlOf(model, row.id, options.origin) };
}

function urlOf(model: Model, id: string, origin: string): string {
  return `${origin}/api/${model.path}/${id}/`;
}

function naturalSlug(model: Model, row: Row): string {
  const natural = textField(row, model.natural)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return `${natural}_${row.id.slice(0, 4)}`;
}
