import { POOL_UID_LABEL } from '../../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { nodePoolWorkflowId } from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

type Spec = NodePool['spec'];

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExampleExampleExampleExampleExampleExample ops';

export interface PoolWish {
  replicas: number;
  strategy?: Spec['strategy'];
  deletionPolicy?: Spec['deletionPolicy'];
}

export type PoolScenario = Awaited<ReturnType<typeof aPool>>;

/** A NodePool that somebody applies; its nodes bear its name as their role. */
export async function aPool(world: World, name: string, { replicas, strategy, deletionPolicy }: PoolWish) {
  const ref = { namespace: 'default', name };
  const { metadata } = await world.cluster.create(nodePool, {
    metadata: ref,
    spec: {
      replicas,
      selector: { role: name },
      template: {
        metadata: { labels: { role: name } },
        spec: {
          provider: 'native',
          flavor: 'bm-standard',
          osImage: { name: 'rhel9-base' },
          sshKeys: [{ name: 'ops', public: KEY }],
        },
      },
      strategy,
      deletionPolicy,
    },
  });
  const uid = metadata.uid ?? '';
  const workflowId = nodePoolWorkflowId({ ...ref, uid });

  async function read(): Promise<NodePool> {
    const pool = await world.cluster.get(nodePool, ref);
    if (!pool) throw new Error(`There is no NodePool ${name}`);
    return pool;
  }

  async function nodes(): Promise<ComputeNode[]> {
    return (await world.cluster.list(computeNode, { labelSelector: `${POOL_UID_LABEL}=${uid}` })).items;
  }

  return {
    name,
    uid,
    read,
    nodes,
    workflowId,
    when: {
      /** As `kubectl scale` does it. */
      async scaled(replicas: number): Promise<void> {
        await world.cluster.raw({
          method: 'PATCH',
          path: `/apis/compute.tess.io/v1alpha1/namespaces/default/nodepools/${name}/scale`,
          contentType: 'application/merge-patch+json',
          body: { spec: { replicas } },
        });
      },
      changed: (spec: object) => world.cluster.mergePatch(nodePool, ref, { spec }),
      deleted: () => world.cluster.delete(nodePool, ref),
      signalled: (signal: string, argument: unknown) =>
        world.temporal.workflow.getHandle(workflowId).signal(signal, argument),
    },
    then: {
      /** Gives the pool's nodes once it shows so many, all as wanted, Ready, and none on its way out. */
      settles: (replicas: number, timeoutMs = 90_000): Promise<ComputeNode[]> =>
        eventually(
          `${name} settles at ${replicas}`,
          async () => {
            const { status, metadata } = await read();
            const found = await nodes();
            const isDone =
              status?.observedGeneration === metadata.generation &&
              status?.readyReplicas === replicas &&
              status.updatedReplicas === replicas &&
              found.length === replicas &&
              found.every(isReady);
            if (isDone) return found;
            throw new Error(`it is ${JSON.stringify(status)}; its nodes ${found.map(wordsOf).join(', ')}`);
          },
          timeoutMs,
        ),
      condition: (type: string, status: string, words = /./): Promise<NodePool> =>
        eventually(`${name}: ${type}=${status} with ${words}`, async () => {
          const pool = await read();
          const seen = pool.status?.conditions?.find((condition) => condition.type === type);
          if (seen?.status === status && words.test(`${seen.reason} ${seen.message}`)) return pool;
          throw new Error(`it is ${JSON.stringify(seen ?? pool.status)}`);
        }),
      isGone: (timeoutMs = 90_000): Promise<true> =>
        eventually(
          `${name} is gone`,
          async () => {
            const pool = await world.cluster.get(nodePool, ref);
            if (!pool) return true;
            throw new Error(`its status is ${JSON.stringify(pool.status)}`);
          },
          timeoutMs,
        ),
    },
  };
}

export function isReady({ status }: ComputeNode): boolean {
  return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

function wordsOf({ metadata, status }: ComputeNode): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  const going = metadata.deletionTimestamp ? ', going' : '';
  return `${metadata.name} (${status.phase}${going}, ${ready?.reason}: ${ready?.message})`;
}
