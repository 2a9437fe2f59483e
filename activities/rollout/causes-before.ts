import type { ClusterClient } from '../../api/cluster/index.ts';
import { DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';

/** What went wrong on nodes in the rollout that brought the commit which is there now, as far as its history is kept. */
export async function causesBefore(
  client: Pick<ClusterClient, 'list'>,
  { metadata, spec }: SaltTransaction,
): Promise<{ stateId: string; message: string }[]> {
  const uid = metadata.labels?.[DEPLOYMENT_UID_LABEL];
  if (!spec.fromCommit || uid === undefined) return [];
  const { items } = await client.list(saltTransaction, {
    namespace: metadata.namespace,
    labelSelector: `${DEPLOYMENT_UID_LABEL}=${uid}`,
  });
  const [newest] = items
    .filter((one) => one.spec.toCommit === spec.fromCommit && one.status?.phase === 'Succeeded')
    .sort((a, b) => Date.parse(b.metadata.creationTimestamp ?? '') - Date.parse(a.metadata.creationTimestamp ?? ''));
  return (newest?.status?.topFailures ?? []).map(({ stateId, message }) => ({ stateId, message }));
}
