import type { Disruption } from '../../api/disruption-budget.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import type { ComputeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { selects } from './sight.ts';

/** The budgets that are asked before the node is made unavailable in this way. */
export function budgetsFor(
  fleet: Pick<Fleet, 'budgetsIn'>,
  node: ComputeNode,
  operation: Disruption,
): ComputeNodeDisruptionBudget[] {
  const { namespace = '' } = node.metadata;
  return fleet
    .budgetsIn(namespace)
    .filter((budget) => budget.spec.operations.includes(operation) && selects(budget, node));
}
