// npm run up: the stack in the foreground, in the background (--detach), or one part of a running stack again (--start).
import { askSupervisor } from './stack/control.ts';
import { type StartMessage, upDetached } from './stack/detach.ts';
import { runInForeground } from './stack/foreground.ts';
import { layoutOf } from './stack/layout.ts';
import { narrate, summary } from './stack/narrate.ts';
import { parseUp, type StackOptions, UsageError } from './stack/options.ts';
import type { Stack } from './stack/stack.ts';

try {
  await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
process.exit();

async function main(argv: readonly string[]): Promise<void> {
  const command = parseUp(argv);
  if (command.kind === 'start') return startPart(command.stateDir, command.name);
  if (!command.detach) {
    await hold(command.options);
    return say('The stack has ended.');
  }
  await upDetached(
    command.options.stateDir,
    argv.filter((word) => word !== '--detach'),
  );
}

async function startPart(stateDir: string, name: string): Promise<void> {
  const { control } = layoutOf(stateDir);
  try {
    console.log(await askSupervisor(control, { command: 'start', name }));
  } catch (error) {
    if (!isConnectionError(error)) throw error;
    throw new Error(`No stack runs in ${stateDir}: start one with "npm run up -- --state-dir ${stateDir}".`, {
      cause: error,
    });
  }
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED');
}

function hold(options: StackOptions): Promise<void> {
  const detached = process.send !== undefined;
  return runInForeground(options, {
    outlivesParent: detached,
    onEvent: (event) => say(narrate(event)),
    async onReady(stack) {
      say(summary(stack.file, stack.stateDir, tries(stack)));
      if (detached) tellReady();
      else say('Ctrl-C ends the stack.');
      return 'stay';
    },
  });
}

function tries({ file, stateDir }: Stack): string[] {
  return [
    `kubectl --kubeconfig ${file.kubeconfig} apply -f ${file.datacenter} -f examples/node.yaml`,
    `npx bedplate --state-dir ${stateDir} status web-1 --watch`,
    `npm run down -- --state-dir ${stateDir}`,
  ];
}

function tellReady(): void {
  if (!process.connected) return;
  process.send?.({ kind: 'ready' } satisfies StartMessage);
  process.disconnect?.();
}

/** To the log or terminal, and to the command that waits for a detached start. */
function say(text: string): void {
  console.log(text);
  if (process.connected) process.send?.({ kind: 'line', text } satisfies StartMessage);
}
