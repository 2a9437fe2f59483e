import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';

const MAX_OUTPUT = 16_384;

export interface ProgramContext {
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** Without a shell, and with nothing of the worker's environment. `code` is null when it was ended: with all that it had started. */
export function runProgram(
  program: string,
  rest: readonly string[],
  { env, timeoutMs, signal }: ProgramContext,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let ended = false;
    const end = () => {
      ended = true;
      if (child.pid !== undefined) killGroup(child.pid);
    };
    const timer = setTimeout(end, timeoutMs);
    signal?.addEventListener('abort', end, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-MAX_OUTPUT)));
    }
    child.on('error', (error) => {
      settle();
      reject(new Failure('InvalidInput', `${program} can't be started: ${error.message}`));
    });
    child.on('close', (code) => {
      settle();
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve({ code: ended ? null : code, output });
    });
  });
}

/** What it said last. */
export function lastLine(output: string): string {
  return output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}
