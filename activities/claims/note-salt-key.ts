import { type ClusterClient, isConflict } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';

/** Keeps a minion's public key beside the permit that it came with. False when the claim changed meanwhile. */
export async function noteSaltKey(
  client: Pick<ClusterClient, 'mergePatch'>,
  { metadata, spec }: AssetClaim,
  minionKey: string,
): Promise<boolean> {
  const { resourceVersion } = metadata;
  const salt = { installId: spec.installId, minionKey };
  try {
    await client.mergePatch(assetClaim, metadata, { spec: { salt } }, { resourceVersion });
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}
