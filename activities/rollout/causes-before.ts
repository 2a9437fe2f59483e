import type { ClusterClient } from '../../api/cluster/index.ts';
import { DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import type { SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import { transactionsOf } from './transactions-of.ts';

/** What went wrong on nodes in the rollout that brought the commit which is there now, as far as its history is kept. */
export async function causesBefore(
  client: Pick<ClusterClient, 'list'>,
  { metadata, spec }: SaltTransaction,
): Promise<{ stateId: string; message: string }[]> {
  const uid = metadata.labels?.[DEPLOYMENT_UID_LABEL];
  if (!spec.fromCommit || uid === undefined) return [];
  const before = (await transactionsOf(client, metadata.namespace, uid)).find(
    (one) => one.spec.toCommit === spec.fromCommit && one.status?.phase === 'Succeeded',
  );
  return (before?.status?.topFailures ?? []).map(({ stateId, message }) => ({ stateId, message }));
}
