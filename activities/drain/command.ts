import { spawn } from 'node:child_process';
import { Failure } from '../failure.ts';
import type { DrainContext, Drainer, HookSettings } from './drainer.ts';

const MAX_OUTPUT = 16_384;

/** A program on the worker, without a shell and with nothing of the worker's environment. */
export const command: Drainer<HookSettings<'command'>> = {
  async run({ argv }, context) {
    const [program = '', ...rest] = argv;
    if (!context.commands.includes(program)) {
      throw new Failure(
        'InvalidInput',
        `The workers' settings don't allow the program ${program}: add it to drain.commands, or correct the hook`,
      );
    }
    const { code, output } = await runProgram(program, rest, context);
    const said = output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
    if (code === 0) return `${program} is through${said === '' ? '' : `: ${said}`}`;
    const how = code === null ? `did not end within ${Math.round(context.timeoutMs / 1000)} s` : `ended with ${code}`;
    throw new Failure('Unavailable', `${program} ${how}${said === '' ? '' : `: ${said}`}`, { waited: true });
  },
};

/** `code` is null when it was ended: with all that it had started. */
function runProgram(
  program: string,
  rest: readonly string[],
  { node, operation, timeoutMs, signal }: DrainContext,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: '/',
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        BEDPLATE_NODE: node.name,
        BEDPLATE_NAMESPACE: node.namespace,
        BEDPLATE_OPERATION: operation.type,
        BEDPLATE_REASON: operation.reason,
      },
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

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended.
  }
}
