import type { WorkflowHandle } from '@temporalio/client';
import { NODE_OPERATION_FINALIZER } from '../../../api/groups.ts';
import { nodeOperation, type NodeOperation, type NodeOperationStatus } from '../../../api/kinds/node-operation.ts';
import {
  cancelUpdate,
  NODE_OPERATION_WORKFLOW,
  type NodeOperationInput,
  nodeOperationWorkflowId,
  operationDesireSignal,
  type OperationRef,
  taskQueues,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { terminate } from './played-node.ts';
import { tellChain } from './tell-chain.ts';
import type { World } from './world.ts';

type Turn = NonNullable<NodeOperationStatus['nodes']>[number];

/** One NodeOperation: what people and the bridge do to it, and what it shows. */
export class PlayedOperation {
  readonly ref: OperationRef;
  readonly handle: WorkflowHandle;
  readonly #world: World;

  constructor(world: World, ref: OperationRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(nodeOperationWorkflowId(ref));
  }

  /** The bridge looks at the object and says what it sees. */
  async isSeen(): Promise<void> {
    const { cell, clusterId, client } = this.#world;
    const object = await this.object();
    const input: NodeOperationInput = { ref: this.ref, cell, clusterId };
    await tellChain(client, {
      workflow: NODE_OPERATION_WORKFLOW,
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      input,
      signal: operationDesireSignal.name,
      desire: {
        generation: object?.metadata.generation ?? 1,
        delete: object?.metadata.deletionTimestamp !== undefined,
        by: 'bridge-0',
        why: 'applied',
      },
    });
  }

  object(): Promise<NodeOperation | undefined> {
    return this.#world.datacenter.cluster.get(nodeOperation, this.ref);
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(nodeOperation, this.ref);
    await this.isSeen();
  }

  cancel(why: string): Promise<string> {
    return this.handle.executeUpdate(cancelUpdate, { args: [{ by: 'alice', why }] });
  }

  status(): NodeOperationStatus | undefined {
    return this.#world.statuses.ofOperations.findLast(({ ref }) => ref.uid === this.ref.uid)?.status;
  }

  turn(name: string): Turn | undefined {
    return this.status()?.nodes?.find((node) => node.name === name);
  }

  /** Waits until the newest status is as told, and gives it. */
  shows(what: string, sees: (status: NodeOperationStatus) => unknown): Promise<NodeOperationStatus> {
    return eventually(what, () => {
      const status = this.status();
      return status && sees(status) ? status : undefined;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(this.status(), null, 1)}`);
    });
  }

  stands(name: string, state: Turn['state'], words: RegExp = /(?:)/): Promise<NodeOperationStatus> {
    return this.shows(`${name} ${state}`, () => {
      const turn = this.turn(name);
      return turn?.state === state && words.test(turn.message ?? '');
    });
  }

  isComplete(): Promise<NodeOperationStatus> {
    return this.#is('Complete');
  }

  hasFailed(): Promise<NodeOperationStatus> {
    return this.#is('Failed');
  }

  async isGone(): Promise<void> {
    await this.handle.result();
  }

  terminate(): Promise<void> {
    return terminate(this.handle);
  }

  #is(type: string): Promise<NodeOperationStatus> {
    return this.shows(type, ({ conditions }) =>
      conditions?.some((condition) => condition.type === type && condition.status === 'True'),
    );
  }
}

type Spec = Partial<NodeOperation['spec']>;

/** An operation that somebody applied, and that the bridge has seen. */
export async function applyOperation(
  world: World,
  type: NodeOperation['spec']['type'],
  nodes: string[],
  spec: Spec = {},
) {
  const name = `${type.toLowerCase()}-${world.operations.length + 1}`;
  const { metadata } = await world.datacenter.cluster.create(nodeOperation, {
    metadata: { name, namespace: 'default', finalizers: [NODE_OPERATION_FINALIZER] },
    spec: { type, nodes, reason: 'kernel', requestedBy: 'alice', timeout: '20s', ...spec },
  });
  const operation = new PlayedOperation(world, { namespace: 'default', name, uid: metadata.uid ?? '' });
  world.operations.push(operation);
  await operation.isSeen();
  return operation;
}
