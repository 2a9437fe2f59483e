import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CommandError } from './exit.ts';

/** Where the command looks: one apiserver, one Temporal namespace, one cell. */
export interface Targets {
  /** Undefined: the usual places for a kubeconfig. */
  kubeconfig?: string;
  temporal: { address: string; namespace: string };
  cell: string;
}

export interface TargetOptions {
  kubeconfig?: string;
  temporalAddress?: string;
  stateDir?: string;
  cell?: string;
}

interface Stack {
  kubeconfig: string;
  temporal: { address: string; namespace: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What is said on the command line wins over the local stack, and that over the environment. */
export function findTargets(options: TargetOptions, environment: Environment = process.env): Targets {
  const stack = options.stateDir === undefined ? undefined : readStack(options.stateDir);
  const stackCell = options.stateDir === undefined ? undefined : cellOf(join(options.stateDir, 'config'));
  return {
    kubeconfig: options.kubeconfig ?? stack?.kubeconfig ?? environment['BEDPLATE_KUBECONFIG'],
    temporal: {
      address:
        options.temporalAddress ?? stack?.temporal.address ?? environment['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233',
      namespace: stack?.temporal.namespace ?? environment['TEMPORAL_NAMESPACE'] ?? 'default',
    },
    cell: options.cell ?? environment['BEDPLATE_CELL'] ?? stackCell ?? 'local',
  };
}

function readStack(stateDir: string): Stack {
  const file = join(stateDir, 'stack.json');
  if (!existsSync(file)) {
    throw new CommandError(
      `There is no stack in ${stateDir} (no stack.json): start one with npm run up -- --state-dir ${stateDir}.`,
    );
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Stack;
}

/** The processes of a stack are all of one cell: any of their settings files tells. */
function cellOf(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const settings: unknown = parse(readFileSync(join(folder, file), 'utf8'));
    if (typeof settings === 'object' && settings !== null && 'cell' in settings) return String(settings.cell);
  }
  return undefined;
}
