import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import { renderTable } from './table.ts';
import { renderShortDuration } from './time.ts';

type StepStatus = NonNullable<ComputeNodeStatus['steps']>[number];

/** What was done, what is being done, how long each took and how often it was tried. */
export function renderSteps(steps: readonly StepStatus[], now: number): string {
  return renderTable(
    ['STEP', 'STATE', 'TOOK', 'TRIES', 'MESSAGE'],
    steps.map((step) => [
      step.name,
      step.state,
      took(step, now),
      step.attempts ? String(step.attempts) : '-',
      firstLine(step.message ?? ''),
    ]),
  );
}

function took({ startedAt, finishedAt }: StepStatus, now: number): string {
  if (startedAt === undefined) return '-';
  const end = finishedAt === undefined ? now : Date.parse(finishedAt);
  return renderShortDuration(end - Date.parse(startedAt));
}

/** The rest (an installer's log, say) stands in `-o yaml`. */
function firstLine(message: string): string {
  const [line = '', ...rest] = message.split('\n');
  return rest.length > 0 ? `${line} …` : line;
}
