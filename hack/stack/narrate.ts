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

export function summary(file: StackFile, stateDir: string): string {
  const names = new Set(file.processes.map(({ name }) => name));
  const tries = [
    ...(names.has('apiserver') ? [`kubectl --kubeconfig ${file.kubeconfig} get computeassets`] : []),
    ...(names.has('bridge-0') ? [`npx bedplate --state-dir ${stateDir} list`] : []),
    `npm run down -- --state-dir ${stateDir}`,
  ];
  return [
    '',
    ...(names.has('apiserver') ? [`kubeconfig       ${file.kubeconfig}`] : []),
    ...(names.has('temporal') ? [`Temporal Web UI  ${file.temporal.ui}`] : []),
    `logs             ${stateDir}/logs`,
    'Try next:',
    ...tries.map((line) => `  ${line}`),
  ].join('\n');
}
