import type { Client } from '@temporalio/client';
import type { ProviderChains } from '../activities/ports/provider-chains.ts';
import {
  COMPUTE_PROVIDER_WORKFLOW,
  type ComputeProviderInput,
  computeProviderWorkflowId,
  type ProbeRequest,
  probeSignal,
  type ProviderRef,
  taskQueues,
  type Trouble,
  troubleSignal,
} from '../workflows/contract.ts';

interface Options {
  client: Client;
  cell: string;
  clusterId: () => Promise<string>;
  /** This process's name. */
  by: string;
}

const CALL_MS = 10_000;

/** Speaks to the chains of providers; one that is not there yet is started, as the bridge would. */
export function createProviderChains({ client, cell, clusterId, by }: Options): ProviderChains {
  async function signal(ref: ProviderRef, message: SignalOf): Promise<void> {
    const input: ComputeProviderInput = { ref, cell, clusterId: await clusterId() };
    const about = {
      workflowId: computeProviderWorkflowId(ref),
      taskQueue: taskQueues.workflows(cell),
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
    } as const;
    await client.withDeadline(Date.now() + CALL_MS, () =>
      'trouble' in message
        ? client.workflow.signalWithStart(COMPUTE_PROVIDER_WORKFLOW, {
            ...about,
            signal: troubleSignal,
            signalArgs: [message.trouble],
          })
        : client.workflow.signalWithStart(COMPUTE_PROVIDER_WORKFLOW, {
            ...about,
            signal: probeSignal,
            signalArgs: [message.probe],
          }),
    );
  }

  return {
    tell: (provider, trouble) => signal(provider, { trouble: { ...trouble, by } }),
    probe: (provider, probe) => signal(provider, { probe }),
  };
}

type SignalOf = { trouble: Trouble } | { probe: ProbeRequest };
