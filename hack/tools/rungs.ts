import { execFile } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { installIntoCache } from './cache.ts';
import type { Finding, Rung } from './ladder.ts';
import type { Installer, Tool } from './tool.ts';
import { compareVersions, formatVersion, isAtLeast, parseVersion, type Version } from './version.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export function rungsFor(cache: string, env: Environment): Rung[] {
  return [
    { slow: false, find: (tool) => fromSetting(tool, env) },
    { slow: false, find: async (tool) => fromCache(tool, cache) },
    { slow: false, find: (tool) => fromPath(tool, env) },
    { slow: true, find: (tool, report) => fromInstaller(tool, tool.release, cache, report) },
    { slow: true, find: (tool, report) => fromInstaller(tool, tool.registry, cache, report) },
  ];
}

async function fromSetting(tool: Tool, env: Environment): Promise<Finding> {
  if (!tool.setting) return missed('there is no setting for it');
  const { variable, holds } = tool.setting;
  const value = env[variable];
  if (!value) return missed(`${variable} is not set`);
  return judge(tool, holds === 'directory' ? join(value, tool.name) : value, `${variable} says`);
}

function fromCache(tool: Tool, cache: string): Finding {
  const folder = join(cache, 'bin');
  const best = newestCached(tool, listFolder(folder));
  return best ? found(join(folder, best)) : missed(`the tool cache ${cache} has none`);
}

/** Files in the cache are called NAME-VERSION. */
export function newestCached(tool: Pick<Tool, 'name' | 'minimum'>, files: readonly string[]): string | undefined {
  const candidates: { file: string; version: Version }[] = [];
  for (const file of files) {
    const suffix = file.startsWith(`${tool.name}-`) ? file.slice(tool.name.length + 1) : '';
    const version = /^\d+\.\d+\.\d+$/.test(suffix) ? parseVersion(suffix) : undefined;
    if (version && isAtLeast(version, tool.minimum)) candidates.push({ file, version });
  }
  return candidates.sort((a, b) => compareVersions(b.version, a.version))[0]?.file;
}

async function fromPath(tool: Tool, env: Environment): Promise<Finding> {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const tried: string[] = [];
  for (const path of folders.map((folder) => join(folder, tool.name)).filter(isExecutable)) {
    const finding = await judge(tool, path, 'PATH has');
    if (finding.kind === 'found') return finding;
    tried.push(finding.why);
  }
  return missed(tried.join('; ') || 'PATH has none');
}

async function fromInstaller(
  tool: Tool,
  installer: Installer | undefined,
  cache: string,
  report: (line: string) => void,
): Promise<Finding> {
  if (!installer) return missed('there is no prebuilt download for it');
  try {
    return found(await installIntoCache(tool, installer, cache, report));
  } catch (error) {
    return missed(error instanceof Error ? error.message : String(error));
  }
}

async function judge(tool: Tool, path: string, origin: string): Promise<Finding> {
  if (!isExecutable(path)) return missed(`${origin} ${path}, which is no executable file`);
  const version = await versionOf(tool, path);
  if (!version) return missed(`${origin} ${path}, which does not tell its version`);
  if (isAtLeast(version, tool.minimum)) return found(path);
  return missed(`${origin} ${path}, version ${formatVersion(version)}, older than ${formatVersion(tool.minimum)}`);
}

export async function versionOf(tool: Tool, path: string): Promise<Version | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [...tool.versionArgs], { timeout: 10_000 });
    return tool.readVersion(`${stdout}\n${stderr}`);
  } catch {
    return undefined;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function found(path: string): Finding {
  return { kind: 'found', path };
}

function missed(why: string): Finding {
  return { kind: 'missed', why };
}
