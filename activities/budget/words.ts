import type { Refusal } from '../../api/disruption-budget.ts';
import type { ComputeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';

/** Why leave is not given, and what ends that: "ComputeNodeDisruptionBudget web lets 1 of the 6 nodes of rack r1 …". */
export function heldInWords(budget: ComputeNodeDisruptionBudget, node: string, refusal: Refusal): string {
  const { total, limit, ahead, passes } = refusal;
  const who = `ComputeNodeDisruptionBudget ${budget.metadata.name}`;
  const allows = `lets ${limit} of the ${total} nodes ${placeOf(budget, refusal.domain)} be unavailable`;
  const queue = ahead > 0 ? `; ${ahead} wait before it` : '';
  const ends = passes
    ? 'it goes on by itself when one of them is done'
    : 'it goes on by itself when enough of them are Ready, or the budget is edited';
  const overrule = `bedplate confirm ${node} --budget --why TEXT`;
  return `${who} ${allows}: ${standing(refusal)}${queue}; ${ends}. To go on against the budget: ${overrule}`;
}

function placeOf({ spec }: ComputeNodeDisruptionBudget, domain: string): string {
  if (spec.perTopology === undefined) return 'that it selects';
  const kind = spec.perTopology.slice(spec.perTopology.lastIndexOf('/') + 1);
  return domain === '' ? `without a ${kind}` : `of ${kind} ${domain}`;
}

function standing({ down, held, holders }: Refusal): string {
  const names = holders.map(({ node, operation }) => `${node} (${operation})`).join(', ');
  const more = held > holders.length ? ` and ${held - holders.length} more` : '';
  const taken = held > 0 ? [`${names}${more} ${held === 1 ? 'is' : 'are'} being worked on`] : [];
  const broken = down > 0 ? [`${down} ${down === 1 ? 'is' : 'are'} not Ready anyway`] : [];
  return [...taken, ...broken].join(', ') || 'none may be touched';
}
