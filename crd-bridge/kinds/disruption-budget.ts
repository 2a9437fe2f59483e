import { isDeepStrictEqual } from 'node:util';
import type { StoreChange } from '../../api/cluster/index.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
} from '../../api/kinds/compute-node-disruption-budget.ts';
import { refOf } from '../../api/ref-of.ts';
import {
  type BudgetDesire,
  budgetDesireSignal,
  budgetWorkflowId,
  DISRUPTION_BUDGET_WORKFLOW,
  type DisruptionBudgetInput,
} from '../../workflows/contract.ts';
import type { FleetView } from '../observe/view.ts';
import { bridgedKind, type Touched } from './bridged-kind.ts';

export const disruptionBudgets = bridgedKind({
  kind: computeNodeDisruptionBudget,
  chain: {
    workflow: DISRUPTION_BUDGET_WORKFLOW,
    workflowId: (budget) => budgetWorkflowId(refOf(budget)),
    input: (budget, { cell, clusterId }): DisruptionBudgetInput => ({ ref: refOf(budget), cell, clusterId }),
    signal: budgetDesireSignal.name,
    endsForGood: false,
    isReflected: isShown,
    wish: desireOf,
    summary: ({ metadata }) =>
      `ComputeNodeDisruptionBudget ${metadata.namespace}/${metadata.name}: who may make what unavailable`,
  },
});

/** Its chain looked at this generation of it; where somebody waits, at the nodes as they are now, too. */
export function isShown(budget: ComputeNodeDisruptionBudget, view: FleetView): boolean {
  const { metadata, status } = budget;
  if (status?.revision === undefined || status.observedGeneration !== metadata.generation) return false;
  return !isWaitedFor(budget) || isDeepStrictEqual(status.nodes, countsOf(budget, view));
}

/** Budgets for which somebody waits, and which the change of a node may let go on. */
export function budgetsToLookAt(change: StoreChange<ComputeNode>, view: FleetView): Touched {
  const { object } = change;
  const previous = change.type === 'upsert' ? change.previous : undefined;
  const matters =
    !previous ||
    isReady(previous) !== isReady(object) ||
    !isDeepStrictEqual(previous.metadata.labels, object.metadata.labels);
  const budgets = matters ? view.budgetsIn(object.metadata.namespace ?? '').filter(isWaitedFor) : [];
  const objects = budgets.filter((budget) => [object, previous].some((node) => node && selects(budget, node)));
  return { kind: computeNodeDisruptionBudget, objects };
}

function isWaitedFor({ status }: ComputeNodeDisruptionBudget): boolean {
  return (status?.waiting ?? 0) > 0;
}

function desireOf(budget: ComputeNodeDisruptionBudget, missing: boolean, view: FleetView): Omit<BudgetDesire, 'by'> {
  const { metadata, status } = budget;
  const { generation = 0 } = metadata;
  const counts = countsOf(budget, view);
  if (missing) return { generation, ...counts, why: 'it has no open workflow' };
  const isSeen = status?.revision !== undefined && status.observedGeneration === generation;
  const why = isSeen ? 'its nodes changed' : `its status does not show generation ${generation}`;
  return { generation, ...counts, why };
}

function countsOf(budget: ComputeNodeDisruptionBudget, view: FleetView): { total: number; ready: number } {
  const nodes = view.nodesIn(budget.metadata.namespace ?? '').filter((node) => selects(budget, node));
  return { total: nodes.length, ready: nodes.filter(isReady).length };
}

function selects({ spec }: ComputeNodeDisruptionBudget, { metadata }: ComputeNode): boolean {
  return Object.entries(spec.selector).every(([key, value]) => metadata.labels?.[key] === value);
}

function isReady({ status }: ComputeNode): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
