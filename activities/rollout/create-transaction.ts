import { type ClusterClient, isAlreadyExists } from '../../api/cluster/index.ts';
import {
  BEGUN_BY_ANNOTATION,
  DEPLOYMENT_LABEL,
  DEPLOYMENT_UID_LABEL,
  POOL_LABEL,
  SALT_TRANSACTION_FINALIZER,
} from '../../api/groups.ts';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { standingOf } from '../../api/rollout/surroundings.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { OpenMaster } from '../salt/masters.ts';
import { secretValues } from '../secret-value.ts';
import type { DeploymentKey } from './look.ts';
import { planBuckets, type RolloutNode } from './plan-buckets.ts';
import type { PlannerDeps } from './planner.ts';
import { repositoryOf } from './repository.ts';
import { rolloutNodeOf } from './rollout-node.ts';

export interface TransactionOrder {
  deployment: DeploymentKey;
  name: string;
  /** What was looked at: when the deployment has another one by now, nothing is made. */
  generation: number;
  /** The chain that asks: a transaction of this name that it made before is the one. */
  begunBy: string;
  wish: { commit: string; fromCommit: string | null; rollsBack?: string; by: string; why: string };
}

export type MadeTransaction =
  | { outcome: 'made'; ref: DeploymentKey }
  /** Another chain's bears the name. */
  | { outcome: 'taken' }
  /** The deployment changed, or is gone. */
  | { outcome: 'changed' };

export interface CreateDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'nodesIn' | 'topologyOf'>;
  salt: OpenMaster;
  /** For planners. */
  http: PlannerDeps['http'];
}

export function createTransactionActivities({ client, fleet, salt, http }: CreateDeps) {
  /** Nothing is begun with a commit that can't be had. */
  async function serve({ metadata, spec }: SaltDeployment, commit: string): Promise<void> {
    const key = { namespace: metadata.namespace ?? '', name: spec.saltMaster };
    const master = await client.get(saltMaster, key);
    if (!master) {
      throw new Failure('NotFound', `There is no SaltMaster ${key.namespace}/${key.name}: create it`, {
        waitsFor: [{ kind: 'SaltMaster', name: key.name }],
      });
    }
    await (await salt(key)).serve(repositoryOf(master), commit);
  }

  /** Those that are still on their way come in when they are there. */
  async function nodesOf({ metadata, spec }: SaltDeployment): Promise<RolloutNode[]> {
    const { namespace = '' } = metadata;
    const { items } = await client.list(saltMinion, { namespace });
    const minions = new Map(items.map((minion) => [minion.spec.computeNode, minion]));
    const now = Date.now();
    const isOurs = (node: ComputeNode) =>
      node.metadata.labels?.[POOL_LABEL] === spec.nodePool &&
      node.metadata.deletionTimestamp === undefined &&
      standingOf(node, minions.get(node.metadata.name), now) !== 'Coming';
    return fleet
      .nodesIn(namespace)
      .filter(isOurs)
      .map((node) => rolloutNodeOf(node, fleet));
  }

  return {
    /** Has the commit served, freezes the buckets of the nodes of now, and makes the object. Repeated, it is the same one. */
    async 'rollout.createTransaction'(order: TransactionOrder): Promise<MadeTransaction> {
      await fleet.synced;
      const { deployment: ref, name, generation, begunBy, wish } = order;
      const { namespace } = ref;
      const known = await client.get(saltTransaction, { namespace, name });
      if (known) return madeBefore(known, begunBy);
      const deployment = await client.get(saltDeployment, { namespace, name: ref.name });
      if (deployment?.metadata.uid !== ref.uid || deployment.metadata.generation !== generation)
        return { outcome: 'changed' };
      await serve(deployment, wish.commit);
      const { by, why, commit: toCommit, fromCommit, rollsBack } = wish;
      const planner = { http, secret: secretValues(client, namespace, 'a planner') };
      const question = { deployment: ref.name, fromCommit, toCommit, nodes: await nodesOf(deployment) };
      const buckets = await planBuckets(deployment.spec.strategy, question, planner);
      const { saltMaster: master, roles, states, strategy, dryRun, unexpectedChanges, gates, soak } = deployment.spec;
      const { onFailure, failureBudget, autoResume, attempts, retryDelay, stateTimeout } = deployment.spec;
      const manner = { roles, states, strategy, dryRun, unexpectedChanges, gates, soak, onFailure, failureBudget };
      try {
        const made = await client.create(saltTransaction, {
          metadata: {
            ...{ name, namespace, finalizers: [SALT_TRANSACTION_FINALIZER] },
            labels: { [DEPLOYMENT_LABEL]: ref.name, [DEPLOYMENT_UID_LABEL]: ref.uid },
            annotations: { [BEGUN_BY_ANNOTATION]: begunBy },
          },
          spec: {
            ...{ deployment: ref.name, generation, saltMaster: master, fromCommit, toCommit, rollsBack, by, why },
            ...manner,
            ...{ autoResume, attempts, retryDelay, stateTimeout, buckets: [...buckets] },
          },
        });
        return madeBefore(made, begunBy);
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        throw new Failure('RaceLost', `SaltTransaction ${namespace}/${name} was made by somebody else just now`);
      }
    },
  };
}

function madeBefore({ metadata }: SaltTransaction, begunBy: string): MadeTransaction {
  if (metadata.annotations?.[BEGUN_BY_ANNOTATION] !== begunBy) return { outcome: 'taken' };
  const { namespace = '', name, uid = '' } = metadata;
  return { outcome: 'made', ref: { namespace, name, uid } };
}
