import { parseArgs } from 'node:util';
import { count } from '../provision/options.ts';

export interface Options {
  machines: number;
  json: string | undefined;
  check: boolean;
}

const USAGE = 'npm run bench -- simulator [--machines 1000] [--json FILE] [--check]';
const MOST_MACHINES = 50_000;

/** Throws, with the usage, when something is not as it should be. */
export function parseOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { machines: text, json: text, check: { type: 'boolean', default: false } },
    });
    const machines = count('--machines', values.machines ?? '1000', MOST_MACHINES);
    return { machines, json: values.json, check: values.check };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`, { cause: error });
  }
}
