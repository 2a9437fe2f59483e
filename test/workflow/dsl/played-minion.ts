import type { WorkflowHandle } from '@temporalio/client';
import { noteSaltKey } from '../../../activities/claims/note-salt-key.ts';
import { NODE_FINALIZER, SALT_MASTER_FINALIZER, SALT_MINION_FINALIZER } from '../../../api/groups.ts';
import { assetClaim } from '../../../api/kinds/asset-claim.ts';
import { computeNode } from '../../../api/kinds/compute-node.ts';
import { saltMaster, type SaltMasterStatus } from '../../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinionStatus } from '../../../api/kinds/salt-minion.ts';
import { fingerprintsOf } from '../../../api/salt/minion-key.ts';
import {
  SALT_MASTER_WORKFLOW,
  SALT_MINION_WORKFLOW,
  type ChainInput,
  type SaltDesire,
  saltMasterDesireSignal,
  saltMasterWorkflowId,
  saltMinionDesireSignal,
  saltMinionWorkflowId,
  taskQueues,
} from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import { tellChain } from './tell-chain.ts';
import type { World } from './world.ts';

const KEY = `-----BEGIN PUBLIC KEY-----\n${'A'.repeat(64)}\n-----END PUBLIC KEY-----`;
export const FINGERPRINT = fingerprintsOf(KEY)[0];
export const REPOSITORY = 'https://git.example/salt.git';
const CLAIM = 'r1-a01';

interface Ref {
  namespace: string;
  name: string;
  uid: string;
}

/** As the bridge says it of both kinds. */
function tell(
  { cell, clusterId, client }: World,
  { ref, isGoing, ...chain }: { workflow: string; workflowId: string; ref: Ref; signal: string; isGoing: boolean },
): Promise<string> {
  const input: ChainInput<Ref> = { ref, cell, clusterId };
  const desire: SaltDesire = { generation: 1, delete: isGoing, surroundings: '', by: 'bridge-0', why: 'applied' };
  return tellChain(client, { ...chain, taskQueue: taskQueues.workflows(cell), input, desire });
}

/** One SaltMaster: what people and the bridge do to it, and what it shows. */
export class PlayedMaster {
  readonly handle: WorkflowHandle;
  readonly #world: World;
  readonly #ref: Ref;

  private constructor(world: World, ref: Ref) {
    this.#world = world;
    this.#ref = ref;
    this.handle = world.client.workflow.getHandle(saltMasterWorkflowId(ref));
    world.others.push(this.handle);
  }

  static async applied(world: World): Promise<PlayedMaster> {
    const { metadata } = await world.datacenter.cluster.create(saltMaster, {
      metadata: { name: 'master-1', namespace: 'default', finalizers: [SALT_MASTER_FINALIZER] },
      spec: {
        external: true,
        repo: { url: REPOSITORY },
        revision: { branch: 'main' },
        pollInterval: '1s',
        api: { url: 'http://salt.example:8000', credentialsSecretRef: { name: 'salt' } },
      },
    });
    return new PlayedMaster(world, { namespace: 'default', name: 'master-1', uid: metadata.uid ?? '' });
  }

  async isSeen(): Promise<string> {
    const object = await this.#world.datacenter.cluster.get(saltMaster, this.#ref);
    return tell(this.#world, {
      workflow: SALT_MASTER_WORKFLOW,
      workflowId: this.handle.workflowId,
      ref: this.#ref,
      signal: saltMasterDesireSignal.name,
      isGoing: object?.metadata.deletionTimestamp !== undefined,
    });
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(saltMaster, this.#ref);
    await this.isSeen();
  }

  shows(what: string, sees: (status: SaltMasterStatus) => unknown): Promise<SaltMasterStatus> {
    return newest(this.#world.statuses.ofMasters, what, sees);
  }
}

/** One SaltMinion, and the node that it is of. */
export class PlayedMinion {
  readonly handle: WorkflowHandle;
  readonly #world: World;
  readonly #ref: Ref;

  private constructor(world: World, ref: Ref) {
    this.#world = world;
    this.#ref = ref;
    this.handle = world.client.workflow.getHandle(saltMinionWorkflowId(ref));
    world.others.push(this.handle);
  }

  /** Of the node web-1, whose install has told its key. */
  static async applied(world: World): Promise<PlayedMinion> {
    const { cluster } = world.datacenter;
    const claim = await cluster.get(assetClaim, { name: CLAIM });
    if (!claim) throw new Error('The node holds no machine');
    await noteSaltKey(cluster, claim, KEY);
    const { metadata } = await cluster.create(saltMinion, {
      metadata: { name: 'web-1', namespace: 'default', finalizers: [SALT_MINION_FINALIZER] },
      spec: { computeNode: 'web-1', master: 'master-1', roles: ['web'] },
    });
    return new PlayedMinion(world, { namespace: 'default', name: 'web-1', uid: metadata.uid ?? '' });
  }

  async isSeen(): Promise<string> {
    const object = await this.#world.datacenter.cluster.get(saltMinion, this.#ref);
    return tell(this.#world, {
      workflow: SALT_MINION_WORKFLOW,
      workflowId: this.handle.workflowId,
      ref: this.#ref,
      signal: saltMinionDesireSignal.name,
      isGoing: object?.metadata.deletionTimestamp !== undefined,
    });
  }

  async isDeleted(): Promise<void> {
    await this.#world.datacenter.cluster.delete(saltMinion, this.#ref);
    await this.isSeen();
  }

  /** The finalizers of its node, but for the node's own. */
  async holdsNode(): Promise<string[]> {
    const node = await this.#world.datacenter.cluster.get(computeNode, { namespace: 'default', name: 'web-1' });
    return (node?.metadata.finalizers ?? []).filter((name) => name !== NODE_FINALIZER);
  }

  shows(what: string, sees: (status: SaltMinionStatus) => unknown): Promise<SaltMinionStatus> {
    return newest(this.#world.statuses.ofMinions, what, sees);
  }
}

export function isTrue({ conditions }: SaltMasterStatus | SaltMinionStatus, wanted: string): boolean {
  return conditions?.some(({ type, status }) => type === wanted && status === 'True') ?? false;
}

function newest<S>(statuses: readonly S[], what: string, sees: (status: S) => unknown): Promise<S> {
  return eventually(what, () => {
    const status = statuses.at(-1);
    return status && sees(status) ? status : undefined;
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}\nThe newest status: ${JSON.stringify(statuses.at(-1), null, 1)}`);
  });
}
