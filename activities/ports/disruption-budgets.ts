import type { AskLeave, BudgetRef, GiveLeaveBack, LeaveAnswer } from '../../api/disruption-budget.ts';

/** The budgets that say how many machines may be unavailable at once, over all workers. Asked again, they answer the same. */
export interface DisruptionBudgets {
  /** For each of its nodes, in their order. */
  ask(budget: BudgetRef, request: AskLeave): Promise<LeaveAnswer[]>;
  /** Also for what only waits, or never asked. */
  giveBack(budget: BudgetRef, back: GiveLeaveBack): Promise<void>;
  /** Whether the holder still lives and has use for its leave. True while it can't be told. */
  needs(holder: string, uid: string): Promise<boolean>;
}
