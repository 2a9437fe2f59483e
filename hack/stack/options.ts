import { parseArgs } from 'node:util';
import type { DatacenterSize } from '../datacenter/generate.ts';
import { type PartKind, partKinds } from './part.ts';
import type { ChosenSettings } from './settings.ts';

export type StackOptions = {
  stateDir: string;
  /** Which kinds of parts to start; all unless given. */
  parts?: readonly PartKind[];
  workers?: number;
  bridges?: number;
  /** A generated datacenter instead of examples/datacenter.yaml. */
  size?: DatacenterSize;
  /** Knobs of the simulator at its start, such as installSeconds. */
  simulatorSettings?: Readonly<Record<string, unknown>>;
  /** What the workers' Node is started with. */
  workerFlags?: readonly string[];
  /** Of the workers and the bridges. */
  settings?: ChosenSettings;
};

export type UpCommand =
  { kind: 'up'; detach: boolean; options: StackOptions } | { kind: 'start'; stateDir: string; name: string };

export class UsageError extends Error {}

const usage =
  'npm run up -- --state-dir DIR [--detach] [--workers N] [--bridges N] [--racks N --assets N] ' +
  '[--parts etcd,apiserver,…] [--start NAME]';

export function parseUp(argv: readonly string[]): UpCommand {
  const values = parse(argv);
  if (!values['state-dir'])
    throw new UsageError(`--state-dir is missing: it says where the stack keeps its files. Usage: ${usage}`);
  const stateDir = values['state-dir'];
  if (values.start) return { kind: 'start', stateDir, name: values.start };
  const options: StackOptions = {
    stateDir,
    parts: parseParts(values.parts),
    workers: count('--workers', values.workers),
    bridges: count('--bridges', values.bridges),
    size: parseSize(count('--racks', values.racks), count('--assets', values.assets)),
  };
  return { kind: 'up', detach: values.detach ?? false, options };
}

function parse(argv: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    const flags = { workers: text, bridges: text, racks: text, assets: text, parts: text, start: text };
    return parseArgs({
      args: [...argv],
      options: { 'state-dir': text, detach: { type: 'boolean' }, ...flags },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)} Usage: ${usage}`);
  }
}

function parseParts(given: string | undefined): PartKind[] | undefined {
  if (given === undefined) return undefined;
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !partKinds.some((kind) => kind === name));
  if (unknown.length > 0)
    throw new UsageError(`--parts knows no ${unknown.join(', ')}; there are ${partKinds.join(', ')}.`);
  return partKinds.filter((kind) => names.includes(kind));
}

function parseSize(racks: number | undefined, assets: number | undefined): DatacenterSize | undefined {
  if (racks === undefined && assets === undefined) return undefined;
  if (racks === undefined || assets === undefined) throw new UsageError('--racks and --assets go together.');
  return { racks, assets };
}

function count(flag: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(given)) return Number(given);
  throw new UsageError(`${flag} wants a whole number from 1 on, not "${given}".`);
}
