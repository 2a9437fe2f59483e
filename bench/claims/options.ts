import { parseArgs } from 'node:util';
import { count } from '../provision/options.ts';
import { halves } from './halves.ts';

export interface Options {
  /** Names of those to measure. */
  halves: string[];
  seeds: number;
  json: string | undefined;
  check: boolean;
}

const NAMES = halves.map(({ name }) => name);
const USAGE = `npm run bench -- claims [--half ${NAMES.join('|')}] [--seeds 20] [--json FILE] [--check]`;

/** Throws, with the usage, when something is not as it should be. */
export function parseOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { half: text, seeds: text, json: text, check: { type: 'boolean', default: false } },
    });
    const { half, seeds = '20', json, check } = values;
    if (half !== undefined && !NAMES.includes(half)) throw new Error(`There is no half "${half}".`);
    return { halves: half === undefined ? NAMES : [half], seeds: count('--seeds', seeds, 1_000), json, check };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`, { cause: error });
  }
}
