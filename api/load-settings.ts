import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { settings, type Settings } from './settings.ts';

/** Thrown with every mistake listed, so that one start is enough to find them all. */
export class SettingsError extends Error {
  constructor(source: string, problems: readonly string[]) {
    super(`The settings in ${source} can't be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Which variable sets which field. */
const VARIABLES: readonly [variable: string, path: readonly string[], type: 'text' | 'number'][] = [
  ['BEDPLATE_CELL', ['cell'], 'text'],
  ['BEDPLATE_KUBECONFIG', ['kubeconfig'], 'text'],
  ['TEMPORAL_ADDRESS', ['temporal', 'address'], 'text'],
  ['TEMPORAL_NAMESPACE', ['temporal', 'namespace'], 'text'],
  ['BEDPLATE_TEMPORAL_UI', ['temporal', 'ui'], 'text'],
  ['BEDPLATE_INSTALL_LISTEN', ['install', 'listen'], 'text'],
  ['BEDPLATE_INSTALL_URL', ['install', 'url'], 'text'],
  ['BEDPLATE_INSTALL_KEYS_FILE', ['install', 'keysFile'], 'text'],
  ['BEDPLATE_LISTEN', ['listen'], 'text'],
  ['BEDPLATE_LOG_LEVEL', ['log', 'level'], 'text'],
  ['BEDPLATE_RESYNC_SECONDS', ['bridge', 'resyncSeconds'], 'number'],
];

function overlay(document: Record<string, unknown>, environment: Environment): Record<string, unknown> {
  const result = structuredClone(document);
  for (const [variable, path, type] of VARIABLES) {
    const text = environment[variable];
    if (text === undefined || text === '') continue;
    let place = result;
    for (const part of path.slice(0, -1)) place = (place[part] ??= {}) as Record<string, unknown>;
    place[path.at(-1) ?? ''] = type === 'number' ? Number(text) : text;
  }
  return result;
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const where = issue.path.length > 0 ? `${issue.path.join('.')}.` : '';
    return `${issue.keys.map((key) => `${where}${key}`).join(', ')}: no such setting`;
  }
  return `${issue.path.join('.') || 'the file'}: ${issue.message}`;
}

/** Reads `document` (YAML text) with the environment over it. Throws SettingsError with all mistakes. */
export function parseSettings(document: string, source: string, environment: Environment = {}): Settings {
  const content: unknown = parse(document) ?? {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new SettingsError(source, ['the file: must be a map']);
  const parsed = settings.safeParse(overlay(content as Record<string, unknown>, environment));
  if (!parsed.success) throw new SettingsError(source, parsed.error.issues.map(describe));
  return parsed.data;
}

/** Without a path, the environment alone makes the settings. */
export function loadSettings(path: string | undefined, environment: Environment = process.env): Settings {
  if (path === undefined) return parseSettings('', 'the environment', environment);
  return parseSettings(readFileSync(path, 'utf8'), path, environment);
}
