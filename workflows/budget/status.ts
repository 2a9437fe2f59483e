import type { BudgetSight } from '../../activities/budget/sight.ts';
import { DISRUPTION_ALLOWED_CONDITION } from '../../api/conditions.ts';
import type { DisruptionBudgetStatus } from '../../api/kinds/compute-node-disruption-budget.ts';
import { type Allowance, roomIn } from './allowance.ts';
import type { BudgetState } from './state.ts';

const MOST_SHOWN = 100;

/** The whole status, from the last look and what is held now. */
export function renderStatus(state: BudgetState, sight: BudgetSight): DisruptionBudgetStatus {
  const { leaves, waiting } = state.allowance;
  const allowed = allowedBy(state.allowance, sight);
  const longest = waiting.reduce<number | undefined>((first, { since }) => Math.min(first ?? since, since), undefined);
  return {
    observedGeneration: sight.generation,
    revision: state.revision,
    allowed,
    nodes: sight.counts,
    held: leaves.length,
    holders: leaves.slice(0, MOST_SHOWN).map(({ node, operation, holder, why, since, until }) => {
      return { node, operation, holder, why, since: timeOf(since), expires: timeOf(until) };
    }),
    waiting: waiting.length,
    ...(longest === undefined ? {} : { waitingSince: timeOf(longest) }),
    domains: domainsOf(state.allowance, sight),
    conditions: [
      {
        type: DISRUPTION_ALLOWED_CONDITION,
        status: allowed > 0 ? 'True' : 'False',
        reason: allowed > 0 ? 'Allowing' : 'BudgetExhausted',
        message: inWords(state.allowance, sight, allowed),
        observedGeneration: sight.generation,
        lastTransitionTime: state.turnedAt?.at ?? timeOf(0),
      },
    ],
  };
}

/** Over all domains: how many more machines may be made unavailable. */
export function allowedBy(allowance: Allowance, sight: BudgetSight): number {
  const rooms = Object.keys(sight.domains).map((domain) => Math.max(0, roomIn(domain, allowance, sight)));
  return rooms.reduce((sum, room) => sum + room, sight.allowedElsewhere);
}

function domainsOf(allowance: Allowance, sight: BudgetSight): DisruptionBudgetStatus['domains'] {
  return Object.entries(sight.domains)
    .slice(0, MOST_SHOWN)
    .map(([name, { total, limit }]) => ({
      name,
      total,
      limit,
      unavailable: limit - roomIn(name, allowance, sight),
      waiting: allowance.waiting.filter(({ uid }) => sight.nodes[uid]?.domain === name).length,
    }));
}

function inWords({ leaves, waiting }: Allowance, { counts }: BudgetSight, allowed: number): string {
  return (
    `${allowed} more may be made unavailable: ${counts.ready} of ${counts.total} nodes are Ready, ` +
    `${leaves.length} leaves are given, ${waiting.length} are waited for`
  );
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** What the Web UI shows as current details. */
export function renderDetails({ allowance: { leaves, waiting } }: BudgetState): string {
  const rows = leaves.slice(0, MOST_SHOWN).map(({ node, operation, holder, since, why }) => {
    return `| ${node} | ${operation} | ${timeOf(since)} | ${holder} | ${why.replaceAll('|', '\\|')} |`;
  });
  const table = ['| node | operation | since | holder | why |', '|---|---|---|---|---|', ...rows].join('\n');
  return `${leaves.length} leaves are given, ${waiting.length} are waited for\n\n${table}`;
}
