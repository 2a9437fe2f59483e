import { parseArgs } from 'node:util';
import { count } from '../provision/options.ts';

export interface Options {
  minions: number;
  racks: number;
  /** Racks that are under way at a time. */
  domains: number;
  /** Percent of a rack in one slice. */
  percent: number;
  rounds: number;
  json: string | undefined;
  check: boolean;
  /** Keeps the stack's files, logs included. */
  keep: boolean;
}

export const USAGE =
  'npm run bench -- rollout [--minions 5000] [--racks 125] [--domains 5] [--percent 25] [--rounds 2] [--json FILE] [--check] [--keep]';

/** Throws, with the usage, when something is not as it should be. */
export function parseOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ minions: text, racks: text, domains: text, percent: text, rounds: text, json: text },
        ...{ check: flag, keep: flag },
      },
    });
    const minions = count('--minions', values.minions ?? '5000', 5_000);
    return {
      minions,
      racks: count('--racks', values.racks ?? String(Math.ceil(minions / 40)), minions),
      domains: count('--domains', values.domains ?? '5', 100),
      percent: count('--percent', values.percent ?? '25', 100),
      // An even number: whoever comes second in one finds warmer caches.
      rounds: count('--rounds', values.rounds ?? '2', 100),
      json: values.json,
      check: values.check,
      keep: values.keep,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`, { cause: error });
  }
}
