import { POOL_LABEL, RACK_LABEL } from '../../api/groups.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { type Bucket, makeBuckets } from '../../api/rollout/buckets.ts';
import { CommandError } from '../exit.ts';
import type { Session } from '../session.ts';

/** The buckets that a rollout would have if it were begun now. Nothing is begun. */
export async function planRollout(session: Session, { metadata, spec }: SaltDeployment): Promise<readonly Bucket[]> {
  const { namespace } = metadata;
  if (spec.strategy.type === 'Webhook') {
    throw new CommandError(`The buckets of ${metadata.name} are its planner's: it is asked when a rollout begins.`);
  }
  const labelSelector = `${POOL_LABEL}=${spec.nodePool}`;
  const [nodes, assets] = await Promise.all([
    session.cluster().list(computeNode, { namespace, labelSelector }),
    session.cluster().list(computeAsset),
  ]);
  const rackOf = new Map(assets.items.map((asset) => [asset.metadata.name, asset.rack?.name]));
  const there = nodes.items.filter((node) => node.metadata.deletionTimestamp === undefined);
  const seen = there.map(({ metadata: { name, labels }, status }) => {
    const rack = rackOf.get(status.assetRef?.name ?? '');
    return { name, labels: { ...labels, ...(rack !== undefined && { [RACK_LABEL]: rack }) } };
  });
  const partition = makeBuckets(seen, spec.strategy);
  if ('buckets' in partition) return partition.buckets;
  throw new CommandError(`spec.strategy of ${metadata.name}: ${partition.refused}`);
}
