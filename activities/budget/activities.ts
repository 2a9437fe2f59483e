import type { ClusterClient } from '../../api/cluster/index.ts';
import type { BudgetRef } from '../../api/disruption-budget.ts';
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
} from '../../api/kinds/compute-node-disruption-budget.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { DisruptionBudgets } from '../ports/disruption-budgets.ts';
import { askAll, type Wish, type WishVerdict } from './ask-all.ts';
import { budgetsFor } from './budgets-for.ts';
import { type BudgetSight, sightOf } from './sight.ts';

export interface BudgetDeps {
  client: Pick<ClusterClient, 'get'>;
  fleet: Pick<Fleet, 'synced' | 'budgetsIn' | 'nodesIn' | 'node' | 'topologyOf'>;
  budgets: DisruptionBudgets;
  requireMemory: () => Promise<void>;
}

export function budgetActivities({ client, fleet, budgets, requireMemory }: BudgetDeps) {
  return {
    /**
     * Asks for leave to make nodes unavailable: of each either all of its budgets give it, or it is told which one does
     * not. What no budget selects has leave. May be repeated: that makes leave last longer.
     */
    async 'budget.ask'(wish: Wish): Promise<WishVerdict[]> {
      await fleet.synced;
      return askAll(budgets, wish, (asked) => {
        const node = fleet.node(asked);
        // One that is gone can't be made less available.
        return node?.metadata.uid === asked.uid ? budgetsFor(fleet, node, wish.operation) : [];
      });
    },

    /** Of budgets that are no more, too. */
    async 'budget.giveBack'({
      budgets: from,
      holder,
      nodes,
    }: {
      budgets: BudgetRef[];
      holder: string;
      nodes: { uid: string; up: boolean }[];
    }): Promise<void> {
      for (const budget of from) await budgets.giveBack(budget, { holder, nodes });
    },

    /** The budget and its nodes of now, as the watch has them. `nodes`: uids of those that hold or wait. */
    async 'budget.look'({ ref, nodes }: { ref: BudgetRef; nodes: string[] }): Promise<BudgetSight | undefined> {
      await fleet.synced;
      const isIt = ({ metadata }: ComputeNodeDisruptionBudget) => metadata.uid === ref.uid;
      const budget = fleet.budgetsIn(ref.namespace).find(isIt);
      if (!budget) {
        const live = await client.get(computeNodeDisruptionBudget, ref);
        const who = `ComputeNodeDisruptionBudget ${ref.namespace}/${ref.name}`;
        if (live && isIt(live)) throw new Failure('Unavailable', `${who} is not seen by this worker's watch yet`);
        // A restored apiserver's silence gives nobody leave.
        await requireMemory();
        return undefined;
      }
      const all = fleet.nodesIn(ref.namespace);
      return sightOf(
        budget,
        all.map((node) => ({ node, topology: fleet.topologyOf(node) })),
        new Set(nodes),
      );
    },

    /** Of each leave that ran out: whether its holder still needs it. */
    async 'budget.needed'({ leaves }: { leaves: { holder: string; uid: string }[] }): Promise<boolean[]> {
      return Promise.all(leaves.map(({ holder, uid }) => budgets.needs(holder, uid)));
    },
  };
}
