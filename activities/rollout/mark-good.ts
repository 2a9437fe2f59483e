import type { ClusterClient } from '../../api/cluster/index.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { goodCommitMark, goodCommitOf } from '../../api/rollout/good-commit.ts';

/** Puts the commit that it succeeded at onto the deployment. */
export async function markGood(
  client: Pick<ClusterClient, 'mergePatch'>,
  { metadata }: SaltDeployment,
  good: string,
): Promise<void> {
  if (goodCommitOf(metadata) === good) return;
  await client.mergePatch(saltDeployment, metadata, { metadata: { annotations: goodCommitMark(metadata, good) } });
}
