import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { computeNode, type ComputeNode, type ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import {
  COMPUTE_NODE_WORKFLOW,
  type ComputeNodeInput,
  computeNodeWorkflowId,
  confirmDeletionUpdate,
  type ConfirmRequest,
  type Desire,
  desireSignal,
  lookSignal,
  type NodeRef,
  pauseSignal,
  progressQuery,
  type ReleaseRequest,
  releaseUpdate,
  resumeSignal,
  type RetryRequest,
  retryUpdate,
  taskQueues,
  wakeSignal,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { tellChain } from './tell-chain.ts';
import type { World } from './world.ts';

type Sees = (status: ComputeNodeStatus) => unknown;
type Condition = NonNullable<ComputeNodeStatus['conditions']>[number];
type Step = NonNullable<ComputeNodeStatus['steps']>[number];

/** One ComputeNode: what people and the bridge do to it, and what it shows. */
export class PlayedNode {
  readonly ref: NodeRef;
  readonly handle: WorkflowHandle;
  readonly #world: World;
  /** With no bridge there is nobody who takes statuses. */
  hasBridge = true;

  constructor(world: World, ref: NodeRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(computeNodeWorkflowId(ref));
  }

  /** The bridge looks at the object and says what it sees; `said` is what it says wrongly. */
  async isSeen(said: Partial<Desire> = {}): Promise<void> {
    const node = await this.object();
    const desire: Desire = {
      generation: node?.metadata.generation ?? 1,
      delete: node?.metadata.deletionTimestamp !== undefined,
      pausedBySpec: node?.spec.paused ?? false,
      by: 'bridge-0',
      why: 'applied',
      ...said,
    };
    const { cell, clusterId, client } = this.#world;
    const input: ComputeNodeInput = { ref: this.ref, cell, clusterId: this.hasBridge ? clusterId : 'nobody' };
    await tellChain(client, {
      workflow: COMPUTE_NODE_WORKFLOW,
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      input,
      signal: desireSignal.name,
      desire,
    });
  }

  object(): Promise<ComputeNode | undefined> {
    return this.#world.datacenter.cluster.get(computeNode, this.ref);
  }

  /** Somebody deletes the object; the bridge sees it. */
  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(computeNode, this.ref);
    await this.isSeen();
  }

  async isEdited(spec: object): Promise<void> {
    await this.#world.datacenter.cluster.mergePatch(computeNode, this.ref, { spec });
    await this.isSeen();
  }

  pause(why: string, until?: Date): Promise<void> {
    return this.handle.signal(pauseSignal, { by: 'alice', why, until: until?.toISOString() });
  }

  resume(why: string): Promise<void> {
    return this.handle.signal(resumeSignal, { by: 'bob', why });
  }

  wake(why: string): Promise<void> {
    return this.handle.signal(wakeSignal, { why });
  }

  /** The bridge misses the object, or sees it again. */
  look(why: string): Promise<void> {
    return this.handle.signal(lookSignal, { why });
  }

  retry(request: RetryRequest = { by: 'alice', why: 'mended' }): Promise<string> {
    return this.handle.executeUpdate(retryUpdate, { args: [request] });
  }

  release(request: Partial<ReleaseRequest>): Promise<string> {
    return this.handle.executeUpdate(releaseUpdate, { args: [{ by: 'alice', why: '', force: false, ...request }] });
  }

  confirm(request: Partial<ConfirmRequest>): Promise<string> {
    return this.handle.executeUpdate(confirmDeletionUpdate, { args: [{ by: 'alice', why: '', ...request }] });
  }

  /** What the chain itself answers. */
  progress(): Promise<ComputeNodeStatus> {
    return this.handle.query(progressQuery);
  }

  /** The statuses that came up, in order. */
  statuses(): ComputeNodeStatus[] {
    return this.#world.statuses.of(this.ref.uid);
  }

  /** Waits until the newest status is as told, and gives it. */
  shows(what: string, sees: Sees): Promise<ComputeNodeStatus> {
    const look = () => {
      const newest = this.statuses().at(-1);
      return newest && sees(newest) ? newest : undefined;
    };
    return eventually(what, look).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(this.statuses().at(-1), null, 1)}`);
    });
  }

  isReady(): Promise<ComputeNodeStatus> {
    return this.shows(
      'Ready',
      (status) => status.phase === 'Ready' && condition(status, 'Reconciling')?.status === 'False',
    );
  }

  isStalled(): Promise<ComputeNodeStatus> {
    return this.shows('Stalled', (status) => condition(status, 'Stalled')?.status === 'True');
  }

  isPaused(): Promise<ComputeNodeStatus> {
    return this.shows('Paused', (status) => condition(status, 'Paused')?.status === 'True');
  }

  /** The chain has closed: nothing is left to do for the node. */
  async isGone(): Promise<void> {
    await this.handle.result();
  }

  terminate(): Promise<void> {
    return terminate(this.handle);
  }
}

/** Ends a workflow, if it is open. */
export async function terminate(handle: WorkflowHandle): Promise<void> {
  await handle.terminate('the test is over').catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

export function condition(status: ComputeNodeStatus, type: string): Condition | undefined {
  return status.conditions?.find((candidate) => candidate.type === type);
}

export function step(status: ComputeNodeStatus, name: string): Step | undefined {
  return status.steps?.find((candidate) => candidate.name === name);
}
