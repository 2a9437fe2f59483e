import { watchParent } from '../watch-parent.ts';
import type { StackOptions } from './options.ts';
import { type Stack, type StackEvent, startStack } from './stack.ts';

export type ForegroundRun = {
  /** A detached stack goes on when the command that started it has returned. */
  outlivesParent: boolean;
  onEvent(event: StackEvent): void;
  /** Called when every part is ready; the stack ends when it returns 'end', or when somebody asks for that. */
  onReady(stack: Stack, asked: AbortSignal): Promise<'end' | 'stay'>;
};

/** Holds a stack until Ctrl-C, a `down`, or the death of the command that started us; then ends it in order. */
export async function runInForeground(options: StackOptions, run: ForegroundRun): Promise<void> {
  const asked = new AbortController();
  const stop = (why: string) => asked.abort(new Error(why));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stop(`The start was given up (${signal}).`));
  const watching = run.outlivesParent
    ? undefined
    : watchParent(() => stop('The command that started this stack is gone.'));
  // A closed terminal must not take the supervisor down before its parts.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const stack = await startStack(options, {
      onEvent: (event) => run.onEvent(event),
      abort: asked.signal,
      onStopAsked: () => stop('Somebody asked for the end of the stack.'),
    });
    try {
      const next = await run.onReady(stack, asked.signal);
      if (next === 'stay') await untilAborted(asked.signal);
    } finally {
      await stack.stop();
    }
  } finally {
    clearInterval(watching);
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
