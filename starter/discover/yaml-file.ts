import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { CommandError } from '../exit.ts';
import type { InventoryRecord } from './inventory.ts';
import { type Mistake, refuseFile } from './mistakes.ts';
import { inventoryRow, recordOf } from './row.ts';

/** The machines of a YAML file: a list, one mapping a machine. */
export function parseYaml(text: string, file: string): InventoryRecord[] {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: String(col) };
  };
  if (document.errors.length > 0) {
    const mistakes = document.errors.map(({ pos, message }) => ({
      ...place(pos[0]),
      words: message.split('\n')[0] ?? '',
    }));
    return refuseFile(file, mistakes);
  }
  const rows: unknown = document.toJS();
  if (!Array.isArray(rows)) throw new CommandError(`${file} must be a list of machines, one mapping each.`);
  const mistakes: Mistake[] = [];
  const records = rows.flatMap((row: unknown, index) => {
    const start = place(offsetOf(document, [index]));
    const parsed = inventoryRow.safeParse(row);
    if (parsed.success) return [recordOf(parsed.data, `line ${start.line}`)];
    for (const { path, message } of parsed.error.issues) {
      const where = path.map(String).join('.');
      const words = /received undefined/.test(message) ? 'is missing' : message;
      mistakes.push({
        ...place(offsetOf(document, [index, ...path])),
        words: where === '' ? words : `${where}: ${words}`,
      });
    }
    return [];
  });
  if (mistakes.length > 0) refuseFile(file, mistakes);
  return records;
}

/** Of the value at the path, or of the innermost that is there. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
