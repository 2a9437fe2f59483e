import type { UpdateDefinition, WorkflowHandle } from '@temporalio/client';
import { DEPLOYMENT_UID_LABEL, SALT_DEPLOYMENT_FINALIZER } from '../../../api/groups.ts';
import { saltDeployment, type SaltDeployment, type SaltDeploymentStatus } from '../../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../../api/kinds/salt-transaction.ts';
import {
  type BucketRequest,
  pauseSignal,
  resumeSignal,
  SALT_DEPLOYMENT_WORKFLOW,
  type SaltDeploymentDesire,
  saltDeploymentDesireSignal,
  type SaltDeploymentInput,
  type SaltDeploymentRef,
  saltDeploymentWorkflowId,
  saltTransactionWorkflowId,
  taskQueues,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { terminate } from './played-node.ts';
import { COMMITS } from './salted-pool.ts';
import { tellChain } from './tell-chain.ts';
import type { World } from './world.ts';

/** Unlike the kind's own: tests don't wait. */
const QUICK = { soak: '0s', retryDelay: '0s', strategy: { maxUnavailable: '100%' } };

/** One SaltDeployment: what people and the bridge do to it, and what it shows. */
export class PlayedDeployment {
  readonly ref: SaltDeploymentRef;
  readonly handle: WorkflowHandle;
  /** Events after which a run of any of its chains is exchanged. */
  historyLength: number | undefined;
  readonly #world: World;

  private constructor(world: World, ref: SaltDeploymentRef) {
    this.#world = world;
    this.ref = ref;
    this.handle = world.client.workflow.getHandle(saltDeploymentWorkflowId(ref));
  }

  /** One that somebody applied, and that the bridge has not seen yet. */
  static async applied(world: World, spec: object = {}, name = 'web'): Promise<PlayedDeployment> {
    const { metadata } = await world.datacenter.cluster.create(saltDeployment, {
      metadata: { name, namespace: 'default', finalizers: [SALT_DEPLOYMENT_FINALIZER] },
      spec: { nodePool: 'web', saltMaster: 'master-1', revision: { commit: COMMITS[0] }, ...QUICK, ...spec },
    });
    const played = new PlayedDeployment(world, { namespace: 'default', name, uid: metadata.uid ?? '' });
    world.deployments.push(played);
    return played;
  }

  object(): Promise<SaltDeployment | undefined> {
    return this.#world.datacenter.cluster.get(saltDeployment, this.ref);
  }

  /** The bridge looks at the object and says what it sees. */
  async isSeen(): Promise<void> {
    const { cell, clusterId, client } = this.#world;
    const object = await this.object();
    const input: SaltDeploymentInput = { ref: this.ref, cell, clusterId, historyLength: this.historyLength };
    const desire: SaltDeploymentDesire = {
      generation: object?.metadata.generation ?? 1,
      delete: object?.metadata.deletionTimestamp !== undefined,
      surroundings: '',
      by: 'bridge-0',
      why: 'applied',
    };
    await tellChain(client, {
      workflow: SALT_DEPLOYMENT_WORKFLOW,
      workflowId: this.handle.workflowId,
      taskQueue: taskQueues.workflows(cell),
      input,
      signal: saltDeploymentDesireSignal.name,
      desire,
    });
  }

  async isEdited(spec: object): Promise<void> {
    await this.#world.datacenter.cluster.mergePatch(saltDeployment, this.ref, { spec });
    await this.isSeen();
  }

  wants(commit: string): Promise<void> {
    return this.isEdited({ revision: { commit } });
  }

  pause(why = 'watching', by = 'alice', until?: string): Promise<void> {
    return this.handle.signal(pauseSignal, { by, why, until });
  }

  resume(why = 'seen', by = 'bob'): Promise<void> {
    return this.handle.signal(resumeSignal, { by, why });
  }

  status(): SaltDeploymentStatus | undefined {
    return this.#world.statuses.ofDeployments.findLast(({ ref }) => ref.uid === this.ref.uid)?.status;
  }

  /** Waits until the newest status is as told, and gives it. */
  shows(
    what: string,
    sees: (status: SaltDeploymentStatus) => unknown,
    timeoutMs?: number,
  ): Promise<SaltDeploymentStatus> {
    const look = () => {
      const status = this.status();
      return status && sees(status) ? status : undefined;
    };
    return eventually(what, look, timeoutMs).catch(async (error: unknown) => {
      const transactions = this.#world.statuses.ofTransactions.slice(-1);
      throw new Error(`${String(error)}\nThe newest: ${JSON.stringify([this.status(), transactions], null, 1)}`);
    });
  }

  condition(type: string, status: string, words = /(?:)/): Promise<SaltDeploymentStatus> {
    return this.shows(`${type}=${status}`, ({ conditions }) =>
      conditions?.some(
        (one) => one.type === type && one.status === status && words.test(`${one.reason} ${one.message}`),
      ),
    );
  }

  /** Every node has the commit. */
  isGoodAt(commit: string, timeoutMs?: number): Promise<SaltDeploymentStatus> {
    const isGood = ({ lastGoodCommit, conditions }: SaltDeploymentStatus) =>
      lastGoodCommit === commit && conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    return this.shows(`good at ${commit.slice(0, 4)}`, isGood, timeoutMs);
  }

  async transactions(): Promise<SaltTransaction[]> {
    const labelSelector = `${DEPLOYMENT_UID_LABEL}=${this.ref.uid}`;
    const { items } = await this.#world.datacenter.cluster.list(saltTransaction, { labelSelector });
    return items;
  }

  async transaction(name: string): Promise<WorkflowHandle> {
    const found = (await this.transactions()).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`There is no SaltTransaction ${name}`);
    const { namespace = '', uid = '' } = found.metadata;
    return this.#world.client.workflow.getHandle(saltTransactionWorkflowId({ namespace, name, uid }));
  }

  /** Something is asked of the transaction by update. */
  async asks(name: string, update: UpdateDefinition<string, [BucketRequest]>, request: Partial<BucketRequest> = {}) {
    const handle = await this.transaction(name);
    return handle.executeUpdate(update, { args: [{ by: 'carol', why: 'said so', ...request }] });
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(saltDeployment, this.ref);
    await this.isSeen();
  }

  async terminate(): Promise<void> {
    for (const { metadata } of await this.transactions()) {
      const { namespace = '', name, uid = '' } = metadata;
      await terminate(this.#world.client.workflow.getHandle(saltTransactionWorkflowId({ namespace, name, uid })));
    }
    await terminate(this.handle);
  }
}
