import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { InstallSlots } from '../activities/ports/install-slots.ts';
import type { SlotAnswer, SlotRequest } from '../api/install-slots.ts';
import {
  computeNodeWorkflowId,
  INSTALL_SLOTS_WORKFLOW,
  type InstallSlotsInput,
  installSlotsUpdate,
  installSlotsWorkflowId,
  taskQueues,
} from '../workflows/contract.ts';
import { askedTogether } from './asked-together.ts';

const ANSWER_MS = 20_000;

/** The slots of each provider, an entity workflow that is started when it is first asked. */
export function createInstallSlots(client: Client, cell: string): InstallSlots {
  const asks = new Map<string, (request: SlotRequest) => Promise<SlotAnswer>>();

  function ask(provider: string, requests: SlotRequest[]): Promise<SlotAnswer[]> {
    return client.withDeadline(Date.now() + ANSWER_MS, () =>
      client.workflow.executeUpdateWithStart(installSlotsUpdate, {
        args: [requests],
        startWorkflowOperation: new WithStartWorkflowOperation<(input: InstallSlotsInput) => Promise<void>>(
          INSTALL_SLOTS_WORKFLOW,
          {
            workflowId: installSlotsWorkflowId(cell, provider),
            taskQueue: taskQueues.workflows(cell),
            args: [{ provider }],
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `Who installs through provider ${provider} in cell ${cell}`,
          },
        ),
      }),
    );
  }

  function askOne(provider: string, request: SlotRequest): Promise<SlotAnswer> {
    const who = `The keeper of the install slots of ComputeProvider ${provider}`;
    const known = asks.get(provider) ?? askedTogether(who, (requests: SlotRequest[]) => ask(provider, requests));
    asks.set(provider, known);
    return known(request);
  }

  return {
    take: (provider, { node, ...wish }) =>
      askOne(provider, { kind: 'take', workflowId: computeNodeWorkflowId(node), ...wish }),
    async giveBack(provider, installId) {
      await askOne(provider, { kind: 'give-back', installId });
    },
  };
}
