import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../test/reporter/verdict.ts';
import { checkout, inCheckout } from '../checkout.ts';
import { signalGroup } from '../stack/process-group.ts';
import { startReaper } from '../stack/reaper-client.ts';
import { watchParent } from '../watch-parent.ts';

export type JestRun = { args: readonly string[]; env: Readonly<Record<string, string>> };
export type JestOutcome = Verdict & { status: number; interrupted: boolean };

const graceMs = 10_000;

/** Jest in a process group of its own: interrupted or orphaned, all of it ends. */
export async function runJest({ args, env }: JestRun): Promise<JestOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'bedplate-verdict-'));
  const verdictFile = join(folder, 'verdict.json');
  try {
    const ended = await spawnJest(args, { ...env, BEDPLATE_VERDICT_FILE: verdictFile });
    return { ...readVerdict(verdictFile), ...ended };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Ended = Pick<JestOutcome, 'status' | 'interrupted'>;

function spawnJest(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(process.execPath, [inCheckout('node_modules', 'jest', 'bin', 'jest.js'), ...args], {
    cwd: checkout,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const pid = child.pid ?? 0;
  const reaper = startReaper();
  if (pid > 0) reaper.watch(pid);
  let interrupted = false;
  const end = () => {
    interrupted = true;
    endGroup(pid);
  };
  const parent = watchParent(end);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`Jest could not be started: ${error.message}.`)));
    child.once('exit', (code) => {
      for (const signal of signals) process.off(signal, end);
      clearInterval(parent);
      reaper.forget(pid);
      reaper.dismiss();
      resolve({ status: code ?? 1, interrupted });
    });
  });
}

function endGroup(pid: number): void {
  signalGroup(pid, 'SIGINT');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs).unref();
}

function readVerdict(file: string): Verdict {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Verdict;
  } catch {
    return { passed: 0, failed: 1, problems: ['Jest ended without a result; see its output above.'], suites: [] };
  }
}
