import type { WorkflowHandle } from '@temporalio/client';
import { isNotFound } from '../../../api/cluster/index.ts';
import { POOL_UID_LABEL } from '../../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { nodePool, type NodePool, type NodePoolStatus } from '../../../api/kinds/node-pool.ts';
import { concerns, digestOf } from '../../../api/pool/observed-nodes.ts';
import {
  NODE_POOL_WORKFLOW,
  type NodePoolInput,
  nodePoolWorkflowId,
  type PoolDesire,
  poolDesireSignal,
  type PoolRef,
  taskQueues,
  type UndoRequest,
  undoUpdate,
} from '../../../workflows/contract.ts';
import { historyOf, type RecordedHistory } from '../../replay/record.ts';
import { eventually } from './eventually.ts';
import { terminate } from './played-node.ts';
import { tellChain } from './tell-chain.ts';
import type { World } from './world.ts';

const AT = '2026-01-01T00:00:00Z';

/** One NodePool: what people and the bridge do to it, what becomes of its nodes, and what it shows. */
export class PlayedPool {
  readonly ref: PoolRef;
  readonly handle: WorkflowHandle;
  /** Events after which a run is exchanged. */
  historyLength: number | undefined;
  readonly #world: World;

  constructor(world: World, ref: PoolRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(nodePoolWorkflowId(ref));
  }

  /** The bridge looks at the object and its nodes, and says what it sees. Gives the run that is told. */
  async isSeen(): Promise<string> {
    const { cell, clusterId, client } = this.#world;
    const pool = await this.object();
    const input: NodePoolInput = { ref: this.ref, cell, clusterId, historyLength: this.historyLength };
    const desire: PoolDesire = {
      generation: pool?.metadata.generation ?? 1,
      delete: pool?.metadata.deletionTimestamp !== undefined,
      accepted: true,
      nodes: pool ? this.#digest(pool) : '',
      by: 'bridge-0',
      why: 'applied',
    };
    return tellChain(client, {
      workflow: NODE_POOL_WORKFLOW,
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      input,
      signal: poolDesireSignal.name,
      desire,
    });
  }

  object(): Promise<NodePool | undefined> {
    return this.#world.datacenter.cluster.get(nodePool, this.ref);
  }

  async isEdited(spec: object): Promise<void> {
    await this.#world.datacenter.cluster.mergePatch(nodePool, this.ref, { spec });
    await this.isSeen();
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(nodePool, this.ref);
    await this.isSeen();
  }

  /** Its nodes go one after the other, and the bridge says so, until it is let go and its workflow has ended. */
  async isGone(): Promise<void> {
    await eventually('the pool is let go', async () => {
      await this.isWatched();
      return (await this.object()) === undefined;
    });
    await this.handle.result();
  }

  undo(request: Partial<UndoRequest> = {}): Promise<string> {
    return this.handle.executeUpdate(undoUpdate, { args: [{ by: 'carol', why: 'it does not boot', ...request }] });
  }

  nodes(): ComputeNode[] {
    return this.#all().filter(({ metadata }) => metadata.labels?.[POOL_UID_LABEL] === this.ref.uid);
  }

  /** As a bridge that runs: it says what it sees when the status shows something else. */
  async isWatched(): Promise<void> {
    const pool = await this.object();
    if (!pool) return;
    const { status, metadata } = pool;
    const isShown = status?.observedGeneration === metadata.generation && status?.observedNodes === this.#digest(pool);
    if (!isShown) await this.isSeen();
  }

  /** Machines are installed: `most` of the nodes that are not Ready yet. Gives how many. */
  async becomeReady(most = Infinity): Promise<number> {
    const waiting = this.nodes()
      .filter((node) => !isReady(node))
      .slice(0, most);
    const conditions = ['Provisioned', 'Ready'].map((type) => ({
      ...{ type, status: 'True' as const, reason: 'Succeeded', message: '', lastTransitionTime: AT },
    }));
    for (const { metadata } of waiting) {
      const status = { observedGeneration: 1, revision: 1, conditions };
      const { name, namespace } = metadata;
      const written = this.#world.datacenter.cluster.applyStatus(computeNode, {
        metadata: { name, namespace },
        status,
      });
      // Deleted a moment ago.
      await written.catch((error: unknown) => expect(isNotFound(error)).toBe(true));
    }
    return waiting.length;
  }

  /** Its nodes become Ready as they are made, until it shows that all is as wanted. */
  settles(replicas: number): Promise<true> {
    return eventually('the pool settles', async () => {
      await this.becomeReady();
      await this.isWatched();
      return this.isSettled(replicas);
    });
  }

  async isSettled(replicas: number): Promise<boolean> {
    const { status, metadata } = (await this.object()) ?? {};
    return (
      status?.observedGeneration === metadata?.generation &&
      // An undo is shown as soon as it is asked for, and is looked at a moment later.
      (status?.undo === undefined || status.updateRevision === status.undo.revision) &&
      status?.replicas === replicas &&
      status.readyReplicas === replicas &&
      status.updatedReplicas === replicas &&
      this.nodes().length === replicas
    );
  }

  /** Waits until the newest status says so, and gives it. */
  shows(what: string, sees: (status: NodePoolStatus) => unknown): Promise<NodePoolStatus> {
    const newest = () => this.#world.statuses.ofPools.filter(({ ref }) => ref.uid === this.ref.uid).at(-1)?.status;
    return eventually(what, () => {
      const status = newest();
      return status && sees(status) ? status : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(newest(), null, 1)}`);
    });
  }

  /** Every run, the first one first. */
  async histories(firstRunId: string): Promise<RecordedHistory[]> {
    const runs: RecordedHistory[] = [];
    for (let runId: string | undefined = firstRunId; runId;) {
      const history = await historyOf(this.#world.client.workflow.getHandle(this.handle.workflowId, runId));
      runs.push(history);
      const last = history.events.at(-1) as {
        workflowExecutionContinuedAsNewEventAttributes?: { newExecutionRunId: string };
      };
      runId = last.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
    return runs;
  }

  terminate(): Promise<void> {
    return terminate(this.handle);
  }

  #digest(pool: NodePool): string {
    return digestOf(
      pool,
      this.#all().filter((node) => concerns(pool, node)),
    );
  }

  #all(): readonly ComputeNode[] {
    return this.#world.datacenter.fleet.nodesIn(this.ref.namespace);
  }
}

export function isReady({ status }: ComputeNode): boolean {
  return status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
