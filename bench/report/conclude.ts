import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { missed, type Row } from './row.ts';
import { table } from './table.ts';

export interface Conclusion {
  rows: readonly Row[];
  /** Where the rows go as JSON. */
  json: string | undefined;
  /** Whether a missed aim is a failure. */
  check: boolean;
  say(text: string): void;
}

/** Shows the rows, writes them, and returns the exit code of the benchmark. */
export function conclude({ rows, json, check, say }: Conclusion): number {
  say(`\n${table(rows)}\n`);
  if (json !== undefined) {
    mkdirSync(dirname(json), { recursive: true });
    writeFileSync(json, `${JSON.stringify(rows, undefined, 2)}\n`);
  }
  const names = missed(rows);
  const written = json === undefined ? '' : ` The rows are in ${json}.`;
  if (names.length === 0) say(`Every aim is met.${written}`);
  else say(`Missed: ${names.join(', ')}.${written}`);
  return check && names.length > 0 ? 1 : 0;
}
