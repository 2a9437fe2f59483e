import type { ClusterClient } from '../../api/cluster/index.ts';
import { DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';

/** Those of a deployment, by its uid, as far as its history is kept; the newest first. */
export async function transactionsOf(
  client: Pick<ClusterClient, 'list'>,
  namespace: string | undefined,
  uid: string | undefined,
): Promise<SaltTransaction[]> {
  const { items } = await client.list(saltTransaction, { namespace, labelSelector: `${DEPLOYMENT_UID_LABEL}=${uid}` });
  const madeAt = (one: SaltTransaction) => `${one.metadata.creationTimestamp} ${one.metadata.name}`;
  return items.sort((a, b) => (madeAt(a) < madeAt(b) ? 1 : -1));
}
