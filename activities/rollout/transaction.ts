import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import { SALT_DEPLOYMENT_FINALIZER, SALT_TRANSACTION_FINALIZER } from '../../api/groups.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { Failure } from '../failure.ts';
import { letGo } from '../finalizers.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { baselineOf } from './baseline.ts';
import { causesBefore } from './causes-before.ts';
import { mastersAmong } from './make-masters.ts';
import type { BucketFrame } from './read-bucket.ts';
import type { ObservedTransaction } from './read-transaction.ts';
import { plannedBuckets, rulesOf } from './rules-of.ts';

interface Key {
  namespace: string;
  name: string;
  uid: string;
}

interface BucketQuestion {
  ref: Key;
  bucket: string;
  joined?: string[];
}

export interface TransactionDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'node'>;
}

export function transactionActivities({ client, fleet }: TransactionDeps) {
  async function live({ namespace, name, uid }: Key): Promise<SaltTransaction | undefined> {
    const found = await client.get(saltTransaction, { namespace, name });
    return found?.metadata.uid === uid ? found : undefined;
  }

  return {
    /** The transaction as it stands; without the names of its nodes, which are the buckets' matter. */
    async 'rollout.readTransaction'({ ref }: { ref: Key }): Promise<ObservedTransaction> {
      const transaction = await live(ref);
      if (!transaction) return { found: false };
      const { metadata, spec, status } = transaction;
      const knownCauses = await causesBefore(client, transaction);
      return {
        found: true,
        deleting: metadata.deletionTimestamp !== undefined,
        generation: metadata.generation ?? 0,
        revision: status?.revision ?? 0,
        deployment: spec.deployment,
        plan: {
          transaction: metadata.name,
          fromCommit: spec.fromCommit ?? null,
          toCommit: spec.toCommit,
          buckets: plannedBuckets(spec),
          rules: rulesOf(spec),
          ...(knownCauses.length > 0 && { knownCauses }),
        },
      };
    },

    /** A bucket of nodes that came meanwhile stands in no transaction. */
    async 'rollout.readBucket'({ ref, bucket: name, joined = [] }: BucketQuestion): Promise<BucketFrame> {
      await fleet.synced;
      const { namespace } = ref;
      const who = `SaltTransaction ${namespace}/${ref.name}`;
      const transaction = await live(ref);
      const bucket = transaction?.spec.buckets.find((each) => each.name === name);
      if (!transaction || (!bucket && joined.length === 0))
        throw new Failure('NotFound', `There is no bucket ${name} in ${who}, or no ${who}`);
      const { metadata, spec } = transaction;
      const members = [...(bucket?.members ?? []), ...joined];
      const [masters, baseline] = await Promise.all([
        mastersAmong(client, namespace, members),
        baselineOf({ client, fleet }, namespace, members),
      ]);
      return {
        nodes: members.map((member) => ({
          name: member,
          uid: fleet.node({ namespace, name: member })?.metadata.uid ?? '',
        })),
        rules: rulesOf(spec),
        maxUnavailable: bucket?.maxUnavailable ?? spec.strategy.maxUnavailable,
        master: { namespace, name: spec.saltMaster },
        commit: spec.toCommit,
        states: spec.states,
        createdAt: metadata.creationTimestamp ?? '',
        runMs: parseDuration(spec.stateTimeout),
        masters,
        ...baseline,
      };
    },

    'rollout.letTransactionGo': ({ ref }: { ref: Key }) =>
      letGo(client, saltTransaction, ref, SALT_TRANSACTION_FINALIZER),
    'rollout.letDeploymentGo': ({ ref }: { ref: Key }) => letGo(client, saltDeployment, ref, SALT_DEPLOYMENT_FINALIZER),
  };
}
