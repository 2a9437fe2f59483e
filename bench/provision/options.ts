import { parseArgs } from 'node:util';

export interface Options {
  nodes: number;
  rounds: number;
  json: string | undefined;
  check: boolean;
  /** Keeps the stack's files, logs included. */
  keep: boolean;
}

export const PROVISION: Defaults = { name: 'provision', nodes: '300', rounds: '3' };
const MOST_NODES = 5_000;

/** What a benchmark of nodes is called, and does when it is not told otherwise. */
export interface Defaults {
  name: string;
  nodes: string;
  rounds: string;
}

/** Throws, with the usage, when something is not as it should be. */
export function parseOptions(args: readonly string[], { name, nodes, rounds }: Defaults = PROVISION): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { nodes: text, rounds: text, json: text, check: flag, keep: flag },
    });
    return {
      nodes: count('--nodes', values.nodes ?? nodes, MOST_NODES),
      rounds: count('--rounds', values.rounds ?? rounds, 100),
      json: values.json,
      check: values.check,
      keep: values.keep,
    };
  } catch (error) {
    const usage = `npm run bench -- ${name} [--nodes ${nodes}] [--rounds ${rounds}] [--json FILE] [--check] [--keep]`;
    throw new Error(`${error instanceof Error ? error.message : String(error)} Usage: ${usage}`, { cause: error });
  }
}

export function count(name: string, given: string, most: number): number {
  const value = Number(given);
  if (/^[1-9]\d*$/.test(given) && value <= most) return value;
  throw new Error(`${name} wants a whole number from 1 to ${most}, not "${given}".`);
}
