import type { RowPlan } from './dashboard.ts';

/** What the disruption budgets let happen, and whom they keep waiting. */
export const budgetPanels: RowPlan['panels'] = [
  {
    title: 'Leaves of disruption budgets',
    says: 'Machines that are being made unavailable, and those that wait for it.',
    unit: 'short',
    expr: 'max by (budget, state) (bedplate_budget_leaves)',
    legend: '{{budget}} {{state}}',
  },
  {
    title: 'Longest wait for a disruption budget',
    says: 'It goes on by itself when there is room.',
    unit: 's',
    expr: 'max by (budget) (bedplate_budget_wait_seconds)',
    legend: '{{budget}}',
  },
];
