import type { ClusterClient } from '../../api/cluster/index.ts';
import { DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';

/** Deletes the oldest transactions beyond the limit. The last one, which may be under way, stays in any case. */
export async function forgetOld(
  client: Pick<ClusterClient, 'list' | 'delete'>,
  { metadata, spec }: SaltDeployment,
  last: string | undefined,
): Promise<void> {
  const { namespace, uid } = metadata;
  const { items } = await client.list(saltTransaction, { namespace, labelSelector: `${DEPLOYMENT_UID_LABEL}=${uid}` });
  const madeAt = (one: SaltTransaction) => `${one.metadata.creationTimestamp} ${one.metadata.name}`;
  const past = items
    .filter(({ metadata: { name, deletionTimestamp } }) => name !== last && deletionTimestamp === undefined)
    .sort((a, b) => (madeAt(a) < madeAt(b) ? 1 : -1));
  for (const { metadata: old } of past.slice(spec.historyLimit - 1)) {
    await client.delete(saltTransaction, old, { uid: old.uid });
  }
}
