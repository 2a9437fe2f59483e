import type { WorkflowHandle } from '@temporalio/client';
import type { BudgetRef } from '../../../api/disruption-budget.ts';
import {
  type ComputeNodeDisruptionBudget,
  computeNodeDisruptionBudget,
  type DisruptionBudgetStatus,
} from '../../../api/kinds/compute-node-disruption-budget.ts';
import {
  budgetDesireSignal,
  budgetWorkflowId,
  DISRUPTION_BUDGET_WORKFLOW,
  type DisruptionBudgetInput,
  taskQueues,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { terminate } from './played-node.ts';
import type { World } from './world.ts';

type BudgetSpec = Partial<ComputeNodeDisruptionBudget['spec']>;

/** One ComputeNodeDisruptionBudget: what people and the bridge do to it, and what it shows. */
export class PlayedBudget {
  readonly ref: BudgetRef;
  readonly handle: WorkflowHandle;
  readonly #world: World;

  constructor(world: World, ref: BudgetRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(budgetWorkflowId(ref));
  }

  /** Somebody applies it; the bridge has not seen it yet. */
  static async applied(world: World, name: string, spec: BudgetSpec): Promise<PlayedBudget> {
    const { metadata } = await world.datacenter.cluster.create(computeNodeDisruptionBudget, {
      metadata: { name, namespace: 'default' },
      spec: { selector: {}, ...spec },
    });
    return new PlayedBudget(world, { namespace: 'default', name, uid: metadata.uid ?? '' });
  }

  /** The bridge looks at the object and says what it sees. */
  async isSeen(): Promise<void> {
    const { cell, clusterId, client, datacenter } = this.#world;
    const budget = await datacenter.cluster.get(computeNodeDisruptionBudget, this.ref);
    const input: DisruptionBudgetInput = { ref: this.ref, cell, clusterId };
    const generation = budget?.metadata.generation ?? 1;
    await client.workflow.signalWithStart(DISRUPTION_BUDGET_WORKFLOW, {
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      args: [input],
      signal: budgetDesireSignal,
      signalArgs: [{ generation, total: 0, ready: 0, by: 'bridge-0', why: 'applied' }],
    });
  }

  async isEdited(spec: object): Promise<void> {
    await this.#world.datacenter.cluster.mergePatch(computeNodeDisruptionBudget, this.ref, { spec });
    await this.isSeen();
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(computeNodeDisruptionBudget, this.ref);
    await this.isSeen();
  }

  /** Waits until its newest status is as told, and gives it. */
  shows(what: string, sees: (status: DisruptionBudgetStatus) => unknown): Promise<DisruptionBudgetStatus> {
    const newest = () => this.#world.statuses.ofBudgets.findLast(({ name }) => name === this.ref.name)?.status;
    const look = () => {
      const status = newest();
      return status && sees(status) ? status : undefined;
    };
    return eventually(what, look).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(newest(), null, 1)}`);
    });
  }

  terminate(): Promise<void> {
    return terminate(this.handle);
  }
}
