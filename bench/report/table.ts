import type { Row } from './row.ts';

const HEADERS = ['NAME', 'VALUE', 'UNIT', 'BASELINE', 'RATIO', 'AIM', ''];
const NUMBERS = new Set([1, 3, 4]);

/** Rows for people: numbers to the right, everything else to the left. */
export function table(rows: readonly Row[]): string {
  const lines = [HEADERS, ...rows.map(cells)];
  const widths = HEADERS.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          NUMBERS.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ name, value, unit, baseline, ratio, aim, pass }: Row): string[] {
  const verdict = pass === null ? '' : pass ? '✓' : '✗ missed';
  return [name, value === null ? 'not measured' : text(value), unit, text(baseline), text(ratio), aim ?? '', verdict];
}

function text(value: number | null): string {
  if (value === null) return '';
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
