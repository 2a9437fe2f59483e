import type { AskLeave, BudgetRef, Disruption } from '../../api/disruption-budget.ts';
import type { ComputeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import type { DisruptionBudgets } from '../ports/disruption-budgets.ts';
import { heldInWords } from './words.ts';
import { refOf } from '../../api/ref-of.ts';

/** Nodes that somebody wants to make unavailable; a rollout asks for many at once. */
export interface Wish {
  /** Id of the workflow that asks. */
  holder: string;
  operation: Disruption;
  why: string;
  /** Milliseconds since the epoch: since when it asks. */
  since: number;
  /** Who answers for more than the budgets allow, and why. */
  overruledBy?: string;
  nodes: WishedNode[];
}

export interface WishedNode {
  namespace: string;
  name: string;
  uid: string;
  /** Whether it serves now, by the word of the one who asks; else its status counts. */
  up?: boolean;
}

export interface WishVerdict {
  uid: string;
  /** Where it has leave, or waits: there it is to be given back. */
  budgets: BudgetRef[];
  /** Which budget gives no leave, and why, in words. Undefined when all give it, or there is none. */
  held?: string;
}

/**
 * Each node has leave of all of its budgets, or may not be touched. Budgets are asked in one order by everybody: who waits
 * for one keeps the leave of those before it as long as it is their holders that it waits for, and never of those behind it.
 * So nobody waits in a circle, and a budget that lets nobody go on keeps none of the others' leave.
 */
export async function askAll(
  port: DisruptionBudgets,
  { nodes, ...request }: Wish,
  budgetsOf: (node: WishedNode) => readonly ComputeNodeDisruptionBudget[],
): Promise<WishVerdict[]> {
  const verdicts = new Map(nodes.map(({ uid }): [string, WishVerdict] => [uid, { uid, budgets: [] }]));
  const isHeld = ({ uid }: WishedNode) => verdicts.get(uid)?.held !== undefined;
  const giveBack = (from: BudgetRef, some: readonly { uid: string }[]) =>
    port.giveBack(from, { holder: request.holder, nodes: some.map(({ uid }) => ({ uid, up: true })) });

  for (const { budget, selected } of inOrder(nodes, budgetsOf)) {
    const ref = refOf(budget);
    const waiting = selected.filter(isHeld);
    if (waiting.length > 0) await giveBack(ref, waiting);
    const asked = selected.filter((node) => !isHeld(node));
    if (asked.length === 0) continue;
    const question: AskLeave = { ...request, nodes: asked.map(({ uid, name, up }) => ({ uid, name, up })) };
    for (const [index, answer] of (await port.ask(ref, question)).entries()) {
      const verdict = verdicts.get(answer.uid);
      if (!verdict) continue;
      const before = verdict.budgets;
      verdict.budgets = [...before, ref];
      if (answer.given) continue;
      verdict.held = heldInWords(budget, asked[index]?.name ?? '', answer.refusal);
      if (answer.refusal.passes) continue;
      verdict.budgets = [ref];
      for (const earlier of before) await giveBack(earlier, [answer]);
    }
  }
  return [...verdicts.values()];
}

function inOrder(
  nodes: readonly WishedNode[],
  budgetsOf: (node: WishedNode) => readonly ComputeNodeDisruptionBudget[],
) {
  const byUid = new Map<string, { budget: ComputeNodeDisruptionBudget; selected: WishedNode[] }>();
  for (const node of nodes) {
    for (const budget of budgetsOf(node)) {
      const { uid = '' } = budget.metadata;
      const known = byUid.get(uid) ?? { budget, selected: [] };
      known.selected.push(node);
      byUid.set(uid, known);
    }
  }
  const nameOf = ({ namespace = '', name }: ComputeNodeDisruptionBudget['metadata']) => `${namespace}/${name}`;
  return [...byUid.values()].sort((a, b) => (nameOf(a.budget.metadata) < nameOf(b.budget.metadata) ? -1 : 1));
}
