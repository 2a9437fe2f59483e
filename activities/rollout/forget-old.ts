import type { ClusterClient } from '../../api/cluster/index.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';
import { transactionsOf } from './transactions-of.ts';

/** Deletes the oldest transactions beyond the limit. The last one, which may be under way, stays in any case. */
export async function forgetOld(
  client: Pick<ClusterClient, 'list' | 'delete'>,
  { metadata, spec }: SaltDeployment,
  last: string | undefined,
): Promise<void> {
  const { namespace, uid } = metadata;
  const past = (await transactionsOf(client, namespace, uid)).filter(
    ({ metadata: { name, deletionTimestamp } }) => name !== last && deletionTimestamp === undefined,
  );
  for (const { metadata: old } of past.slice(spec.historyLimit - 1)) {
    await client.delete(saltTransaction, old, { uid: old.uid });
  }
}
