import type { NodeCondition, Reason } from '../../api/conditions.ts';
import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';

/** What happened to a node's steps between two statuses of it, each fact once. */
export type StepEdge =
  | { type: 'finished'; step: string; outcome: 'done' | 'undone'; seconds: number }
  | { type: 'fault'; step: string; reason: string };

const INSTALL_FAILED: Reason = 'InstallFailed';

type Step = NonNullable<ComputeNodeStatus['steps']>[number];

/** Of an applied edge only: one that was overtaken, or is shown again, leads from a status to the same one. */
export function stepEdges(previous: ComputeNodeStatus, next: ComputeNodeStatus): StepEdge[] {
  const edges = (next.steps ?? []).flatMap((step) => {
    const before = previous.steps?.find(({ name }) => name === step.name);
    return [...finished(before, step), ...fault(before, step, reasonOf(next, 'Ready'))];
  });
  return [...edges, ...failedInstall(previous, next)];
}

function finished(before: Step | undefined, { name, state, startedAt, finishedAt }: Step): StepEdge[] {
  if (state !== 'Done' && state !== 'Undone') return [];
  // A step that had nothing to undo never began.
  if (startedAt === undefined || finishedAt === undefined) return [];
  if (before?.state === state && before.finishedAt === finishedAt) return [];
  const seconds = Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return [{ type: 'finished', step: name, outcome: state === 'Done' ? 'done' : 'undone', seconds }];
}

function fault(before: Step | undefined, { name, state, attempts }: Step, reason: string): StepEdge[] {
  if (state !== 'Retrying' && state !== 'Failed') return [];
  // Told by its condition, below.
  if (reason === INSTALL_FAILED) return [];
  if (before?.state === state && before.attempts === attempts) return [];
  return [{ type: 'fault', step: name, reason }];
}

/** The step is begun anew in the same breath: what tells that an installer failed, or fell silent, is its condition. */
function failedInstall(previous: ComputeNodeStatus, next: ComputeNodeStatus): StepEdge[] {
  if (reasonOf(next, 'Provisioned') !== INSTALL_FAILED) return [];
  if (reasonOf(previous, 'Provisioned') === INSTALL_FAILED) return [];
  return [{ type: 'fault', step: 'install', reason: INSTALL_FAILED }];
}

function reasonOf(status: ComputeNodeStatus, type: NodeCondition): string {
  return status.conditions?.find((condition) => condition.type === type)?.reason ?? '';
}
