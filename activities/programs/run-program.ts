import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';

const MAX_OUTPUT = 16_384;

export interface ProgramContext {
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** How a program came to its end, and the last of what it said. */
export type ProgramEnd = (
  | { how: 'exit'; code: number }
  /** Somebody else killed it. */
  | { how: 'signal'; signal: string }
  /** It was ended when its time was over, with all that it had started. */
  | { how: 'late' }
) & { output: string };

/** Without a shell, and with nothing of the worker's environment. */
export async function runProgram(
  program: string,
  rest: readonly string[],
  { env, timeoutMs, signal: cancellation }: ProgramContext,
): Promise<ProgramEnd> {
  cancellation?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const streams = [child.stdout, child.stderr];
    let output = '';
    let isLate = false;
    const end = () => {
      isLate = true;
      if (child.pid !== undefined) killGroup(child.pid);
      // What it started may have left its group, and hold these open.
      for (const stream of streams) stream.destroy();
    };
    const timer = setTimeout(end, timeoutMs);
    cancellation?.addEventListener('abort', end, { once: true });
    const settle = () => {
      clearTimeout(timer);
      cancellation?.removeEventListener('abort', end);
    };
    for (const stream of streams) {
      stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-MAX_OUTPUT)));
    }
    child.on('error', (error) => {
      settle();
      reject(new Failure('InvalidInput', `${program} can't be started: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      settle();
      if (cancellation?.aborted) reject(cancellation.reason as Error);
      else if (isLate) resolve({ how: 'late', output });
      else if (code === null) resolve({ how: 'signal', signal: signal ?? 'a signal', output });
      else resolve({ how: 'exit', code, output });
    });
  });
}

/** Such as "ended with 7: still 3 pods": how it ended, and what it said last. */
export function endInWords(end: ProgramEnd, timeoutMs: number): string {
  const said = lastLine(end.output);
  return `${howItEnded(end, timeoutMs)}${said === '' ? '' : `: ${said}`}`;
}

function howItEnded(end: ProgramEnd, timeoutMs: number): string {
  switch (end.how) {
    case 'exit':
      return `ended with ${end.code}`;
    case 'signal':
      return `was ended by ${end.signal}`;
    case 'late':
      return `did not end within ${timeoutMs / 1000} s`;
  }
}

const MAX_LINE = 300;

/** Without what would steer a terminal. */
export function lastLine(output: string): string {
  const line = output.trim().split('\n').at(-1) ?? '';
  return line
    .slice(0, MAX_LINE)
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}
