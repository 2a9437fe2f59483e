import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { acquireFileLock } from '../entry/file-lock.mjs';
import type { Installer, Report, Tool } from './tool.ts';
import { formatVersion } from './version.ts';

export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  return resolve(env.BEDPLATE_CACHE || join(homedir(), '.cache', 'bedplate'));
}

/** One set-up at a time per tool: whoever waited finds the work done. */
export async function installIntoCache(tool: Tool, installer: Installer, cache: string, report: Report) {
  const target = join(cache, 'bin', `${tool.name}-${formatVersion(tool.pinned)}`);
  mkdirSync(join(cache, 'bin'), { recursive: true });
  const lock = await acquireFileLock(join(cache, 'locks', `${tool.name}.lock`), {
    onWait: (pid) => report(`${tool.name}: process ${pid} is already setting it up; waiting`),
  });
  try {
    if (!existsSync(target)) {
      report(`${tool.name}: ${installer.describe}`);
      await installer.install({ name: tool.name, target, cache, report });
    }
    return target;
  } finally {
    lock?.release();
  }
}
