import { parseArgs } from 'node:util';
import { count } from '../provision/options.ts';

export interface Options {
  assets: number;
  racks: number;
  /** That hold an asset from the start; further claims, up to 70 % of the assets, are of nodes that are not looked at. */
  nodes: number;
  /** Placed while the fleet changes. */
  placed: number;
  json: string | undefined;
  check: boolean;
}

export const USAGE =
  'npm run bench -- fleet [--assets 100000] [--racks 2500] [--nodes 5000] [--placed 100] [--json FILE] [--check]';

/** Throws, with the usage, when something is not as it should be. */
export function parseOptions(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const options = { assets: text, racks: text, nodes: text, placed: text, json: text } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...options, check: { type: 'boolean', default: false } },
    });
    const assets = count('--assets', values.assets ?? '100000', 500_000);
    return {
      assets,
      racks: count('--racks', values.racks ?? String(Math.ceil(assets / 40)), 30_000),
      nodes: count('--nodes', values.nodes ?? String(Math.ceil(assets / 20)), Math.floor(assets / 2)),
      placed: count('--placed', values.placed ?? '100', 1_000),
      json: values.json,
      check: values.check,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)} Usage: ${USAGE}`, { cause: error });
  }
}
