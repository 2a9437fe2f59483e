import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { DisruptionBudgetStatus } from '../../api/kinds/compute-node-disruption-budget.ts';
import type { ComputeProviderStatus } from '../../api/kinds/compute-provider.ts';
import type { NodePoolStatus } from '../../api/kinds/node-pool.ts';
import type { NodeOperationStatus } from '../../api/kinds/node-operation.ts';
import type { Condition } from '../../api/schema/conditions.ts';

/** Cut to `max` characters, with a sign that something is missing. Never in the middle of a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

export function cutOptional(text: string | undefined, max: number): string | undefined {
  return text === undefined ? undefined : cut(text, max);
}

/**
 * The status within the bounds of its schema: the apiserver refuses a whole status for one long error text, and the
 * node would show nothing at all.
 */
export function fitStatus(status: ComputeNodeStatus): ComputeNodeStatus {
  return {
    ...status,
    phase: cutOptional(status.phase, 64),
    addresses: status.addresses?.slice(0, 64),
    sshHostKey: cutOptional(status.sshHostKey, 8192),
    steps: status.steps?.slice(0, 64).map((step) => ({ ...step, message: cutOptional(step.message, 2048) })),
    pauses: fitPauses(status.pauses),
    waitsFor: status.waitsFor?.slice(0, 64),
    history: status.history?.slice(-10).map((entry) => ({
      ...entry,
      by: cutOptional(entry.by, 253),
      message: cutOptional(entry.message, 1024),
    })),
    conditions: fitConditions(status.conditions),
  };
}

export function fitProviderStatus(status: ComputeProviderStatus): ComputeProviderStatus {
  return {
    ...status,
    systems: status.systems?.slice(0, 16).map((system) => ({ ...system, message: cut(system.message, 2048) })),
    conditions: fitConditions(status.conditions),
  };
}

export function fitBudgetStatus(status: DisruptionBudgetStatus): DisruptionBudgetStatus {
  return {
    ...status,
    holders: status.holders?.slice(0, 100).map((holder) => ({ ...holder, why: cutOptional(holder.why, 1024) })),
    domains: status.domains?.slice(0, 100),
    conditions: fitConditions(status.conditions),
  };
}

export function fitOperationStatus(status: NodeOperationStatus): NodeOperationStatus {
  return {
    ...status,
    nodes: status.nodes?.slice(0, 256).map((node) => ({ ...node, message: cutOptional(node.message, 1024) })),
    conditions: fitConditions(status.conditions),
  };
}

export function fitPoolStatus(status: NodePoolStatus): NodePoolStatus {
  const { undo } = status;
  return {
    ...status,
    selector: cutOptional(status.selector, 32_768),
    undo: undo && { ...undo, by: cut(undo.by, 253), why: cut(undo.why, 1024) },
    pauses: fitPauses(status.pauses),
    notes: status.notes?.slice(0, 16).map((note) => cut(note, 1024)),
    conditions: fitConditions(status.conditions),
  };
}

/** Of masters and minions: only words of git and of Salt can be long. */
export function fitSaltStatus<S extends { conditions?: Condition[] }>(status: S): S {
  return { ...status, conditions: fitConditions(status.conditions) };
}

function fitPauses(pauses: ComputeNodeStatus['pauses']): ComputeNodeStatus['pauses'] {
  return pauses?.slice(0, 16).map((pause) => ({ ...pause, by: cut(pause.by, 253), why: cut(pause.why, 1024) }));
}

export function fitConditions(conditions: Condition[] | undefined): Condition[] | undefined {
  return conditions?.slice(0, 32).map((condition) => ({ ...condition, message: cut(condition.message, 4096) }));
}
