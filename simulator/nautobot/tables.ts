import { Indexed } from '../storage/indexed.ts';
import type { Traps } from '../traps/traps.ts';
import { models } from './models/index.ts';
import type { Model, ModelName, Row } from './model.ts';
import { PrefixTree } from './prefix-tree.ts';

/** All rows of all models, each found by id and by the value of every field. */
export class Tables {
  readonly prefixes = new PrefixTree();
  readonly traps: Traps;
  readonly #rows = new Map<ModelName, Indexed<Row>>();

  constructor(traps: Traps) {
    this.traps = traps;
    for (const model of models) this.#rows.set(model.name, new Indexed((row: Row) => rowKeys(row)));
  }

  of(model: ModelName): Indexed<Row> {
    const rows = this.#rows.get(model);
    if (!rows) throw new Error(`no model ${model}`);
    return rows;
  }

  get(model: ModelName, id: unknown): Row | undefined {
    return typeof id === 'string' ? this.of(model).first(`id:${id}`) : undefined;
  }

  find(model: ModelName, field: string, value: unknown): Row[] {
    return this.of(model).find(fieldKey(field, value));
  }

  put(row: Row): void {
    this.of(row.model).put(row);
    modelOf(row.model).onStored?.(row, this);
  }

  remove(row: Row): void {
    modelOf(row.model).onRemoved?.(row, this);
    this.of(row.model).remove(row);
  }
}

export function modelOf(name: ModelName): Model {
  const model = models.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return model;
}

/** Index key of a field's value; case does not matter to any of Nautobot's exact lookups that we keep. */
export function fieldKey(field: string, value: unknown): string {
  return `${field}=${String(value ?? '').toLowerCase()}`;
}

function rowKeys(row: Row): string[] {
  const keys = [`id:${row.id}`];
  for (const [field, value] of Object.entries(row.values)) {
    if (value !== null && typeof value !== 'object') keys.push(fieldKey(field, value));
  }
  for (const [key, value] of Object.entries(row.customFields)) {
    if (value !== null && typeof value !== 'object') keys.push(fieldKey(`cf_${key}`, value));
  }
  return keys;
}
