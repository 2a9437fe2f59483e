import { type Client, WithStartWorkflowOperation, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair, SearchAttributeType } from '@temporalio/common';
import type { DisruptionBudgets } from '../activities/ports/disruption-budgets.ts';
import type { AskLeave, BudgetRef, LeaveAnswer } from '../api/disruption-budget.ts';
import {
  askLeaveUpdate,
  budgetWorkflowId,
  DISRUPTION_BUDGET_WORKFLOW,
  type DisruptionBudgetInput,
  giveLeaveBackSignal,
  leavesNeededQuery,
  taskQueues,
} from '../workflows/contract.ts';
import { askedTogether } from './asked-together.ts';

interface Options {
  client: Client;
  cell: string;
  clusterId: () => Promise<string>;
}

const ANSWER_MS = 20_000;
const CALL_MS = 10_000;

/** The chain of each budget; one that is not there yet is started, as the bridge would. */
export function createDisruptionBudgets({ client, cell, clusterId }: Options): DisruptionBudgets {
  const asks = new Map<string, (request: AskLeave) => Promise<LeaveAnswer[]>>();

  async function ask(ref: BudgetRef, requests: AskLeave[]): Promise<LeaveAnswer[][]> {
    const input: DisruptionBudgetInput = { ref, cell, clusterId: await clusterId() };
    return client.withDeadline(Date.now() + ANSWER_MS, () =>
      client.workflow.executeUpdateWithStart(askLeaveUpdate, {
        args: [requests],
        startWorkflowOperation: new WithStartWorkflowOperation<(input: DisruptionBudgetInput) => Promise<void>>(
          DISRUPTION_BUDGET_WORKFLOW,
          {
            workflowId: budgetWorkflowId(ref),
            taskQueue: taskQueues.workflows(cell),
            args: [input],
            workflowIdConflictPolicy: 'USE_EXISTING',
            typedSearchAttributes: searchAttributes(ref),
            memo: { clusterId: input.clusterId },
            staticSummary: `ComputeNodeDisruptionBudget ${ref.namespace}/${ref.name}: who may make what unavailable`,
          },
        ),
      }),
    );
  }

  return {
    ask(ref, request) {
      const who = `ComputeNodeDisruptionBudget ${ref.namespace}/${ref.name}`;
      const known = asks.get(ref.uid) ?? askedTogether(who, (requests: AskLeave[]) => ask(ref, requests));
      asks.set(ref.uid, known);
      return known(request);
    },
    async giveBack(ref, back) {
      const budget = client.workflow.getHandle(budgetWorkflowId(ref));
      await client
        .withDeadline(Date.now() + CALL_MS, () => budget.signal(giveLeaveBackSignal, back))
        .catch(unlessItIsGone);
    },
    async needs(holder, uid) {
      const handle = client.workflow.getHandle(holder);
      try {
        return await client.withDeadline(Date.now() + CALL_MS, async () => {
          const { status } = await handle.describe();
          return status.name === 'RUNNING' && (await handle.query(leavesNeededQuery)).includes(uid);
        });
      } catch (error) {
        return !(error instanceof WorkflowNotFoundError);
      }
    },
  };
}

const keyOf = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** The bridge lists the open chains by them. */
function searchAttributes({ namespace, name }: BudgetRef): SearchAttributePair[] {
  return [
    { key: keyOf('BedplateKind'), value: 'ComputeNodeDisruptionBudget' },
    { key: keyOf('BedplateNamespace'), value: namespace },
    { key: keyOf('BedplateName'), value: name },
  ];
}

function unlessItIsGone(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}
