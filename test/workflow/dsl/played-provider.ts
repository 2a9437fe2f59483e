import type { WorkflowHandle } from '@temporalio/client';
import { computeProvider, type ComputeProviderStatus } from '../../../api/kinds/compute-provider.ts';
import {
  COMPUTE_PROVIDER_WORKFLOW,
  type ComputeProviderInput,
  computeProviderWorkflowId,
  probeSignal,
  type ProviderRef,
  providerDesireSignal,
  taskQueues,
  type Trouble,
  troubleSignal,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { terminate } from './played-node.ts';
import type { World } from './world.ts';

/** The one ComputeProvider of a world: what the bridge and workers tell its chain, and what it shows. */
export class PlayedProvider {
  readonly ref: ProviderRef;
  readonly handle: WorkflowHandle;
  readonly #world: World;

  constructor(world: World, ref: ProviderRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(computeProviderWorkflowId(ref));
  }

  /** The bridge looks at the object and says what it sees. */
  async isSeen(): Promise<void> {
    const { cell, clusterId, client, datacenter } = this.#world;
    const provider = await datacenter.cluster.get(computeProvider, { name: this.ref.name });
    const input: ComputeProviderInput = { ref: this.ref, cell, clusterId };
    await client.workflow.signalWithStart(COMPUTE_PROVIDER_WORKFLOW, {
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      args: [input],
      signal: providerDesireSignal,
      signalArgs: [{ generation: provider?.metadata.generation ?? 1, by: 'bridge-0', why: 'applied' }],
    });
  }

  tellTrouble(trouble: Partial<Trouble> = {}): Promise<void> {
    const told: Trouble = {
      system: 'foreman',
      outage: 'refused',
      type: 'AuthRejected',
      message: 'it refuses our login (401).',
      secretVersion: 'v1',
      by: 'worker-0',
      ...trouble,
    };
    return this.handle.signal(troubleSignal, told);
  }

  probe(): Promise<void> {
    return this.handle.signal(probeSignal, { by: 'alice', why: 'mended' });
  }

  /** Waits until the newest status says so, and gives it. */
  isAvailable(status: 'True' | 'False', reason?: string): Promise<ComputeProviderStatus> {
    const { ofProviders } = this.#world.statuses;
    return eventually(`Available=${status} ${reason ?? ''}`, () => {
      const newest = ofProviders.at(-1);
      const condition = newest?.conditions?.[0];
      return condition?.status === status && (reason === undefined || condition.reason === reason) ? newest : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(ofProviders.at(-1), null, 1)}`);
    });
  }

  terminate(): Promise<void> {
    return terminate(this.handle);
  }
}
