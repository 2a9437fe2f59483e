import { describeExit } from './part-process.ts';
import type { StackFile } from './stack-file.ts';
import type { StackEvent } from './stack.ts';

/** What happens to a stack, as lines for the terminal. */
export function narrate(event: StackEvent): string {
  switch (event.kind) {
    case 'progress':
      return `  ${event.line}`;
    case 'done':
      return `✓ ${event.what.padEnd(18)} ${event.seconds.toFixed(1).padStart(5)} s`;
    case 'died':
      return (
        `✗ ${event.name} ended with ${describeExit(event.exit)}; the other parts go on. ` +
        `The last lines of ${event.log}:\n${event.lastLines}`
      );
  }
}

/** Where everything is, and what to do next. */
export function summary(file: StackFile, stateDir: string, tries: readonly string[]): string {
  const names = new Set(file.processes.map(({ name }) => name));
  return [
    '',
    ...(names.has('apiserver') ? [`kubeconfig       ${file.kubeconfig}`] : []),
    ...(names.has('temporal') ? [`Temporal Web UI  ${file.temporal.ui}`] : []),
    `logs             ${stateDir}/logs`,
    'Try next:',
    ...tries.map((line) => `  ${line}`),
  ].join('\n');
}
