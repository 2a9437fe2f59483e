import { log } from '@temporalio/workflow';
import type { SliceNode } from '../../activities/rollout/read-bucket.ts';
import type { BudgetRef } from '../../api/disruption-budget.ts';
import type { SliceAct } from '../../api/rollout/slice.ts';
import { HELD_BACKOFF_MS, MAX_BACKOFF_MS } from '../failure.ts';
import { type Bucket, isHeld } from './bucket.ts';
import { waitAfter, waitFor } from './wait-after.ts';

export interface Leave {
  nodes: readonly SliceNode[];
  /** Where it is to be given back. */
  budgets: readonly BudgetRef[];
}

/**
 * Those of the nodes that their disruption budgets let go now, at least one; asked until there is one. A dry run takes
 * nobody's service away, and asks nobody. Undefined when the bucket was held meanwhile.
 */
export async function leaveFor(bucket: Bucket, act: SliceAct, nodes: readonly SliceNode[]): Promise<Leave | undefined> {
  if (act !== 'apply') return { nodes, budgets: [] };
  const since = Date.now();
  const asked: { budgets: readonly BudgetRef[] } = { budgets: [] };
  for (let refusals = 1; !isHeld(bucket); refusals += 1) {
    const answer = await ask(bucket, nodes, since);
    if (!answer) continue;
    asked.budgets = answer.budgets;
    const given = nodes.filter(({ uid }) => !answer.held.has(uid));
    const waiting = nodes.filter(({ uid }) => answer.held.has(uid));
    if (given.length > 0) {
      // The others are asked for with a later slice.
      await giveLeaveBack(bucket, { nodes: waiting, budgets: answer.budgets });
      return { nodes: given, budgets: answer.budgets };
    }
    const [why = ''] = answer.held.values();
    await waitFor(bucket, why, Math.min(MAX_BACKOFF_MS, HELD_BACKOFF_MS * 2 ** (refusals - 1)));
  }
  await giveLeaveBack(bucket, { nodes, budgets: asked.budgets });
  return undefined;
}

interface Answer {
  /** Why not, by uid. */
  held: ReadonlyMap<string, string>;
  budgets: readonly BudgetRef[];
}

/** Undefined when there was no answer, and it was waited for a while. */
async function ask(bucket: Bucket, nodes: readonly SliceNode[], since: number): Promise<Answer | undefined> {
  const { namespace, name } = bucket.input.transaction;
  const wish = {
    holder: bucket.id,
    operation: 'Rollout' as const,
    why: `rollout ${name}`,
    since,
    nodes: nodes.map((node) => ({ namespace, name: node.name, uid: node.uid })),
  };
  try {
    const verdicts = await bucket.call('budget.ask', wish, `${nodes.length} nodes: do their budgets give leave?`);
    const held = verdicts.flatMap(({ uid, held: why }): [string, string][] => (why === undefined ? [] : [[uid, why]]));
    const budgets = new Map(verdicts.flatMap((verdict) => verdict.budgets.map((budget) => [budget.uid, budget])));
    return { held: new Map(held), budgets: [...budgets.values()] };
  } catch (error) {
    await waitAfter(bucket, error, 1);
    return undefined;
  }
}

/** A node that a state broke says so itself: what it had leave for is over. */
export async function giveLeaveBack(bucket: Bucket, { nodes, budgets }: Leave): Promise<void> {
  if (budgets.length === 0 || nodes.length === 0) return;
  const back = { budgets: [...budgets], holder: bucket.id, nodes: nodes.map(({ uid }) => ({ uid, up: true })) };
  try {
    await bucket.call('budget.giveBack', back, 'give the leave back');
  } catch (error) {
    // A budget asks its holders when their leave runs out.
    log.warn('Leave could not be given back', { error: String(error) });
  }
}
