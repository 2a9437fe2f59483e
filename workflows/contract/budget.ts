import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AskLeave, BudgetRef, GiveLeaveBack, LeaveAnswer } from '../../api/disruption-budget.ts';

/** One for each ComputeNodeDisruptionBudget: who may make which machine unavailable. Started by whoever needs it first. */
export const DISRUPTION_BUDGET_WORKFLOW = 'disruptionBudget';

export function budgetWorkflowId({ namespace, name, uid }: BudgetRef): string {
  return `budget/${namespace}/${name}/${uid}`;
}

/** The argument of the disruptionBudget workflow. `carried` is its own, from run to run. */
export interface DisruptionBudgetInput<Carried = unknown> {
  ref: BudgetRef;
  cell: string;
  clusterId: string;
  carried?: Carried;
}

/** What the bridge says of a budget: it changed, or its nodes did while somebody waits. Each costs one look. */
export interface BudgetDesire {
  generation: number;
  /** Matching nodes, and those of them that are Ready. */
  total: number;
  ready: number;
  by: string;
  why: string;
}

export const budgetDesireSignal = defineSignal<[BudgetDesire]>('desire');
/** Answers for each request, in their order, and of each for its nodes, in their order. */
export const askLeaveUpdate = defineUpdate<LeaveAnswer[][], [AskLeave[]]>('ask');
export const giveLeaveBackSignal = defineSignal<[GiveLeaveBack]>('giveBack');

/** Asked of a holder whose leave runs out: uids of the nodes for which it has leave, or waits for it. */
export const leavesNeededQuery = defineQuery<string[]>('leavesNeeded');
