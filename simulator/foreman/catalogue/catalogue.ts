import { Indexed } from '../../storage/indexed.ts';
import type { JsonObject } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import { invalid, missingParameter, notFound, unprocessable, type ValidationErrors } from '../refusals.ts';
import { definitions, type Definition, type Row } from './definition.ts';
import { Links } from './links.ts';

/** Rows of all simple resources, and what links them. */
export class Catalogue {
  readonly links = new Links();
  readonly traps: Traps;
  /** Says who uses a row, so that it can't be deleted under them; set by the hosts. */
  usedBy: (plural: string, id: number) => string | null = () => null;
  readonly #tables = new Map<string, Table>();

  constructor(traps: Traps) {
    this.traps = traps;
    for (const definition of definitions) this.#tables.set(definition.plural, newTable(definition));
  }

  table(plural: string): Table {
    const table = this.#tables.get(plural);
    if (!table) throw new Error(`no resource ${plural}`);
    return table;
  }

  get(plural: string, id: number): Row | undefined {
    return this.table(plural).rows.first(`id:${id}`);
  }

  /** By id, `id-name` or name, as Foreman's resource finder takes it. */
  find(plural: string, idOrName: string): Row {
    const { rows, definition } = this.table(plural);
    const leading = /^(\d+)(?:-.*)?$/.exec(idOrName)?.[1];
    const row =
      (leading === undefined ? undefined : rows.first(`id:${leading}`)) ?? rows.first(`name:${idOrName.toLowerCase()}`);
    if (!row) throw notFound(definition.singular, idOrName);
    return row;
  }

  byName(plural: string, name: string): Row | undefined {
    return this.table(plural).rows.first(`name:${name.toLowerCase()}`);
  }

  create(plural: string, attributes: JsonObject): Row {
    const table = this.table(plural);
    for (const name of table.definition.required) {
      if (attributes[name] === undefined) throw missingParameter(name);
    }
    const now = new Date().toISOString();
    const row: Row = { id: table.lastId + 1, name: '', values: {}, createdAt: now, updatedAt: now };
    this.#write(table, row, attributes);
    table.lastId = row.id;
    return row;
  }

  update(plural: string, row: Row, attributes: JsonObject): boolean {
    return this.#write(this.table(plural), row, attributes);
  }

  remove(plural: string, row: Row): void {
    const user = this.usedBy(plural, row.id);
    if (user !== null) throw invalid({ base: [`${row.name} is used by ${user}`] }, row.id);
    this.links.forget(plural, row.id);
    this.table(plural).rows.remove(row);
  }

  #write(table: Table, row: Row, attributes: JsonObject): boolean {
    const { definition } = table;
    const values = { ...row.values };
    for (const field of definition.fields) {
      const value = attributes[field];
      if (value === undefined) continue;
      values[field] = definition.lowerCase?.includes(field) && typeof value === 'string' ? value.toLowerCase() : value;
    }
    const errors = this.#validate(table, row, values);
    if (breaksLock(row, values) && this.traps.isOn('foreman.locked-template'))
      errors.base = ['This template is locked. Please clone it to a new template to customize.'];
    if (Object.keys(errors).length > 0) throw invalid(errors, table.rows.has(row) ? row.id : null);

    const wanted = this.#wantedLinks(definition, attributes);
    const before = JSON.stringify([
      row.values,
      definition.links.map((to) => this.links.of(definition.plural, row.id, to)),
    ]);
    row.values = values;
    row.name = String(values.name);
    table.rows.put(row);
    for (const [to, ids] of wanted) {
      const kept = this.traps.isOn('foreman.associations-replace') ? [] : this.links.of(definition.plural, row.id, to);
      this.links.set(definition.plural, row.id, to, [...kept, ...ids]);
    }
    const after = JSON.stringify([
      row.values,
      definition.links.map((to) => this.links.of(definition.plural, row.id, to)),
    ]);
    if (before === after) return false;
    row.updatedAt = new Date().toISOString();
    return true;
  }

  #validate(table: Table, row: Row, values: JsonObject): ValidationErrors {
    const { definition, rows } = table;
    const errors: ValidationErrors = {};
    for (const name of definition.required) {
      if (values[name] === null || values[name] === '') errors[name] = ["can't be blank"];
    }
    const hasSpaces = definition.plural === 'operatingsystems' && /\s/.test(String(values.name));
    if (hasSpaces && this.traps.isOn('foreman.system-name-without-spaces'))
      errors.name = ["can't contain white spaces."];
    const twin = rows.first(`unique:${uniqueKey(definition, values)}`);
    if (twin && twin !== row) errors[definition.unique[0] ?? 'name'] = ['has already been taken'];
    return errors;
  }

  #wantedLinks(definition: Definition, attributes: JsonObject): [to: string, ids: number[]][] {
    const wanted: [string, number[]][] = [];
    for (const to of definition.links) {
      const { singular } = this.table(to).definition;
      const given = attributes[`${singular}_ids`] ?? attributes[to];
      if (!Array.isArray(given)) continue;
      const ids = given.map((item) =>
        Number(typeof item === 'object' && item !== null && 'id' in item ? item.id : item),
      );
      const missing = ids.find((id) => this.get(to, id) === undefined);
      if (missing !== undefined) throw unprocessable(`Couldn't find ${singular} with 'id'=${missing}`);
      wanted.push([to, ids]);
    }
    return wanted;
  }
}

export interface Table {
  definition: Definition;
  rows: Indexed<Row>;
  lastId: number;
}

function newTable(definition: Definition): Table {
  const keysOf = (row: Row) => [
    `id:${row.id}`,
    `name:${row.name.toLowerCase()}`,
    `unique:${uniqueKey(definition, row.values)}`,
  ];
  return { definition, rows: new Indexed<Row>(keysOf), lastId: 0 };
}

/** What a locked template is linked with may change, and the lock itself. */
function breaksLock(row: Row, values: JsonObject): boolean {
  const withoutLock = ({ locked: _locked, ...rest }: JsonObject) => JSON.stringify(rest);
  return row.values.locked === true && withoutLock(row.values) !== withoutLock(values);
}

function uniqueKey(definition: Definition, values: JsonObject): string {
  return JSON.stringify(definition.unique.map((field) => String(values[field] ?? '').toLowerCase()));
}
