import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from './process-group.ts';
import type { ProcessEntry } from './stack-file.ts';

const pollMs = 100;

/** The entries whose process still lives; a pid that was given to another program does not count. */
export function stillAlive(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return entries.filter(({ pid, argv }) => pid > 0 && signalGroup(pid, 0) && runs(pid, argv));
}

/** Returns those that are still alive after `withinMs`. */
export async function untilGone(entries: readonly ProcessEntry[], withinMs: number): Promise<ProcessEntry[]> {
  const deadline = Date.now() + withinMs;
  let alive = stillAlive(entries);
  while (alive.length > 0 && Date.now() < deadline) {
    await sleep(pollMs);
    alive = stillAlive(alive);
  }
  return alive;
}

function runs(pid: number, argv: readonly string[]): boolean {
  const line = commandLine(pid);
  return line !== undefined && argv.every((word) => line.includes(word));
}

function commandLine(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}
