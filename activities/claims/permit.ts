import { type ClusterClient } from '../../api/cluster/index.ts';
import { assetClaim, type AssetClaim } from '../../api/kinds/asset-claim.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import type { Owner } from '../../api/owner.ts';
import { Failure } from '../failure.ts';

/** What a machine may be booted for. */
export type Permit = 'install' | 'wipe';

/** The owner's claim, read from the apiserver now. Conflict when the asset is another's, or under another permit. */
export async function requireClaim(client: ClusterClient, owner: Owner, asset: string): Promise<AssetClaim> {
  const claim = await client.get(assetClaim, { name: asset });
  const who = `ComputeNode ${owner.namespace}/${owner.name}`;
  if (!claim)
    throw new Failure('Conflict', `${who} holds no claim on asset ${asset} (any more): the machine is not touched`);
  const { nodeRef, installId } = claim.spec;
  if (nodeRef.uid !== owner.uid) {
    throw new Failure(
      'Conflict',
      `Asset ${asset} is claimed by ComputeNode ${nodeRef.namespace}/${nodeRef.name} (uid ${nodeRef.uid}), not by ${owner.namespace}/${owner.name} (uid ${owner.uid}): the machine is not touched`,
    );
  }
  if (installId !== owner.installId) {
    throw new Failure('Conflict', `The permit of ${who} on asset ${asset} was renewed meanwhile: this one is void`);
  }
  return claim;
}

/** The node, read now, by uid. Undefined when there is none of that uid: which is no permit for anything. */
export async function liveNode(
  client: ClusterClient,
  ref: Pick<Owner, 'namespace' | 'name' | 'uid'>,
): Promise<ComputeNode | undefined> {
  const node = await client.get(computeNode, { namespace: ref.namespace, name: ref.name });
  return node?.metadata.uid === ref.uid ? node : undefined;
}

/** Before a boot that destroys what is on the disks. Throws Conflict without a written permit for just that. */
export async function requirePermit(
  client: ClusterClient,
  owner: Owner,
  asset: string,
  permit: Permit,
): Promise<AssetClaim> {
  const claim = await requireClaim(client, owner, asset);
  const node = await liveNode(client, owner);
  const who = `ComputeNode ${owner.namespace}/${owner.name} (uid ${owner.uid})`;
  if (!node) throw new Failure('Conflict', `There is no ${who}: ${asset} is not booted to ${permit}`);
  const deleting = node.metadata.deletionTimestamp !== undefined;
  if (permit === 'wipe') {
    if (deleting && claim.spec.hold?.phase === 'Cleaning') return claim;
    throw new Failure('Conflict', `${who} is not being deleted, or ${asset} not marked for cleaning: nothing is wiped`);
  }
  if (deleting) throw new Failure('Conflict', `${who} is being deleted: nothing is installed on ${asset}`);
  if (claim.spec.booted) {
    throw new Failure(
      'Conflict',
      `The install permit of ${who} on ${asset} is used up: it is not booted again under it`,
    );
  }
  return claim;
}
