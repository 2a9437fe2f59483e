import { CommandError } from '../exit.ts';

/** What is wrong with one place of a file. */
export interface Mistake {
  line: number;
  /** The name of a CSV column, or a position in the line. */
  column: string;
  words: string;
}

const MOST_SHOWN = 20;

/** A file with a mistake is refused as a whole: half an inventory would look like machines that are gone. */
export function refuseFile(file: string, mistakes: readonly Mistake[]): never {
  const lines = [...mistakes]
    .sort((a, b) => a.line - b.line)
    .slice(0, MOST_SHOWN)
    .map(({ line, column, words }) => `  - line ${line}, column ${column}: ${words}`);
  const more = mistakes.length > MOST_SHOWN ? [`  and ${mistakes.length - MOST_SHOWN} more`] : [];
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  throw new CommandError([`${file} has ${count}; nothing of it is used:`, ...lines, ...more].join('\n'));
}
