import { CsvError, parse } from 'csv-parse/sync';
import { nearNames } from '../near-names.ts';
import { CommandError } from '../exit.ts';
import type { InventoryRecord } from './inventory.ts';
import { type Mistake, refuseFile } from './mistakes.ts';
import { inventoryRow, recordOf } from './row.ts';

type Path = (string | number)[];

/** Columns, and the field of a row that each fills. Those of devices and disks are numbered from 1. */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  name: ['name'],
  serial: ['serial'],
  manufacturer: ['manufacturer'],
  model: ['model'],
  zone: ['zone'],
  network_zone: ['networkZone'],
  rack: ['rack'],
  unit: ['unit'],
  firmware: ['firmware'],
  cores: ['cores'],
  architecture: ['architecture'],
  memory_gib: ['memoryGiB'],
  bmc_address: ['bmc', 'address'],
  bmc_system_id: ['bmc', 'systemId'],
  bmc_secret: ['bmc', 'secret'],
  bmc_mac: ['bmc', 'mac'],
  bmc_ip: ['bmc', 'ip'],
  bmc_l2domain: ['bmc', 'l2domain'],
  bmc_switch: ['bmc', 'switch'],
  bmc_port: ['bmc', 'port'],
};
export const NUMBERED: Readonly<Record<string, readonly [list: string, field: string]>> = {
  nic_mac: ['nics', 'mac'],
  nic_l2domain: ['nics', 'l2domain'],
  nic_switch: ['nics', 'switch'],
  nic_port: ['nics', 'port'],
  disk_name: ['disks', 'name'],
  disk_gib: ['disks', 'gib'],
  disk_type: ['disks', 'type'],
  disk_model: ['disks', 'model'],
  disk_by_path: ['disks', 'byPath'],
};
const NUMBERS = new Set(['unit', 'cores', 'memory_gib', 'disk_gib']);

/** The machines of a CSV file whose first line names its columns. */
export function parseCsv(text: string, file: string): InventoryRecord[] {
  const [header, ...lines] = readLines(text, file);
  if (!header) throw new CommandError(`${file} is empty: its first line must name the columns.`);
  const mistakes: Mistake[] = [];
  const columns = header.cells.map((name) => {
    const column = columnOf(name);
    if (!column) mistakes.push({ line: header.line, column: name, words: unknownColumn(name) });
    return column;
  });
  for (const name of header.cells.filter((other, index) => header.cells.indexOf(other) !== index))
    mistakes.push({ line: header.line, column: name, words: 'stands twice in the first line' });
  if (mistakes.length > 0) refuseFile(file, mistakes);

  const records = lines.flatMap(({ cells, line }) => {
    const extra = cells.slice(columns.length).filter((cell) => cell !== '');
    if (extra.length > 0) {
      mistakes.push({ line, column: String(columns.length + 1), words: `there are only ${columns.length} columns` });
      return [];
    }
    const { row, nameOfPath } = rowOf(cells, columns);
    const parsed = inventoryRow.safeParse(row);
    if (parsed.success) return [recordOf(parsed.data, `line ${line}`)];
    for (const { path, message } of parsed.error.issues)
      mistakes.push({ line, column: nameOfPath(path as Path), words: words(message) });
    return [];
  });
  if (mistakes.length > 0) refuseFile(file, mistakes);
  return records;
}

interface Line {
  cells: string[];
  line: number;
}

function readLines(text: string, file: string): Line[] {
  try {
    const options = { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, info: true } as const;
    const read = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return read.map(({ record, info }) => ({ cells: record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandError(`${file} is no valid CSV: ${error.message}`);
  }
}

interface Column {
  name: string;
  path: Path;
  isNumber: boolean;
}

function columnOf(name: string): Column | undefined {
  const plain = COLUMNS[name];
  if (plain) return { name, path: [...plain], isNumber: NUMBERS.has(name) };
  const [, list = '', number = '', field = ''] = /^(nic|disk)([1-9]\d?)_(.+)$/.exec(name) ?? [];
  const numbered = NUMBERED[`${list}_${field}`];
  if (!numbered) return undefined;
  return { name, path: [numbered[0], Number(number), numbered[1]], isNumber: NUMBERS.has(`${list}_${field}`) };
}

/** An empty cell says nothing. Devices keep the order of their numbers, whichever of them are used. */
function rowOf(cells: readonly string[], columns: readonly (Column | undefined)[]) {
  const row: Record<string, unknown> = {};
  const lists: Record<string, Map<number, Record<string, unknown>>> = { nics: new Map(), disks: new Map() };
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (!column || cell === '') continue;
    const [outer = '', second, third = ''] = column.path;
    const value = column.isNumber && /^\d+$/.test(cell) ? Number(cell) : cell;
    const list = lists[outer];
    if (list && typeof second === 'number') list.set(second, { ...list.get(second), [third]: value });
    else if (second !== undefined) row[outer] = { ...(row[outer] as object | undefined), [second]: value };
    else row[outer] = value;
  }
  const numbers: Record<string, number[]> = {};
  for (const [name, list] of Object.entries(lists)) {
    numbers[name] = [...list.keys()].sort((a, b) => a - b);
    row[name] = numbers[name].map((number) => list.get(number));
  }
  const nameOfPath = ([outer = '', second, third]: Path): string => {
    const number = typeof second === 'number' ? numbers[outer]?.[second] : undefined;
    const key = Object.entries(NUMBERED).find(([, [list, field]]) => list === outer && field === third)?.[0];
    if (number !== undefined && key) return key.replace('_', `${number}_`);
    const plain = Object.entries(COLUMNS).find(([, path]) => path[0] === outer && (path[1] ?? second) === second);
    return plain?.[0] ?? [outer, second, third].filter((part) => part !== undefined).join('.');
  };
  return { row, nameOfPath };
}

function words(message: string): string {
  return /received undefined/.test(message) ? 'is missing' : message;
}

function unknownColumn(name: string): string {
  const near = nearNames(name, [...Object.keys(COLUMNS), 'nic1_mac', 'nic1_l2domain', 'disk1_name', 'disk1_gib']);
  const hint = near.length > 0 ? `: did you mean ${near.join(' or ')}?` : '; bedplate discover --help lists them';
  return `there is no such column${hint}`;
}
