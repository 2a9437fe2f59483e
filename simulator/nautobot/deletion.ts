import type { Row } from './model.ts';
import { models } from './models/index.ts';
import { NautobotRefusal } from './refusals.ts';
import { modelOf, type Tables } from './tables.ts';
import { displayOf } from './view.ts';

interface Consequences {
  protecting: Row[];
  cascading: Row[];
  clearing: { row: Row; field: string }[];
}

/** Removes a row with what hangs on it; refuses with 409 when others depend on it. */
export function deleteRow(tables: Tables, row: Row): void {
  const going = new Set([row]);
  const clearing: Consequences['clearing'] = [];
  const protecting = new Set<Row>();
  // A set that grows while it is walked: cascades of cascades are visited too.
  for (const next of going) {
    const found = consequences(tables, next);
    for (const dependant of found.cascading) going.add(dependant);
    for (const dependant of found.protecting) protecting.add(dependant);
    clearing.push(...found.clearing);
  }
  const standing = [...protecting].filter((dependant) => !going.has(dependant));
  if (standing.length > 0 && tables.traps.isOn('nautobot.dependants')) throw dependants(tables, standing);
  for (const dependant of standing) going.add(dependant);

  for (const { row: cleared, field } of clearing.filter((entry) => !going.has(entry.row))) {
    cleared.values[field] = null;
    tables.put(cleared);
  }
  for (const gone of [...going].reverse()) tables.remove(gone);
}

function consequences(tables: Tables, row: Row): Consequences {
  const found: Consequences = { protecting: [], cascading: [], clearing: [] };
  for (const model of models) {
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.kind !== 'one' || field.to !== row.model) continue;
      const dependants = tables.find(model.name, name, row.id);
      if (field.onDelete === 'protect') found.protecting.push(...dependants);
      else if (field.onDelete === 'cascade') found.cascading.push(...dependants);
      else found.clearing.push(...dependants.map((dependant) => ({ row: dependant, field: name })));
    }
  }
  return found;
}

function dependants(tables: Tables, rows: readonly Row[]): NautobotRefusal {
  const named = rows.slice(0, 10).map((row) => `${displayOf(tables, modelOf(row.model), row)} (${row.id})`);
  return new NautobotRefusal(409, {
    detail: `Unable to delete object. ${rows.length} dependent objects were found: ${named.join(', ')}`,
  });
}
