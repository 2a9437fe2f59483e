import { mkdirSync } from 'node:fs';
import { cacheFolder } from './cache.ts';
import { climb } from './ladder.ts';
import { type ToolName, tools } from './registry.ts';
import { rungsFor } from './rungs.ts';
import type { Report } from './tool.ts';

export type ToolPaths<Name extends ToolName = ToolName> = Readonly<Record<Name, string>>;

/** The path of each tool, made ready if need be. One after another: builds would only fight for the cores. */
export async function setUpTools<Name extends ToolName>(
  names: readonly Name[],
  report: Report,
): Promise<ToolPaths<Name>> {
  const cache = cacheFolder(process.env);
  mkdirSync(cache, { recursive: true });
  const rungs = rungsFor(cache, process.env);
  const paths: Partial<Record<Name, string>> = {};
  for (const name of names) paths[name] = await climb(tools[name], rungs, report);
  return paths as ToolPaths<Name>;
}

/** The same paths as environment variables, as scripts and tests read them. */
export function toolEnvironment(paths: Partial<ToolPaths>): Record<string, string> {
  const names = Object.keys(paths) as ToolName[];
  return Object.fromEntries(names.map((name) => [tools[name].exportedAs, paths[name] ?? '']));
}
