import { readFileSync } from 'node:fs';
import { CommandError } from './exit.ts';

const STANDARD_INPUT = 0;

/** "-" is the standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? STANDARD_INPUT : file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
