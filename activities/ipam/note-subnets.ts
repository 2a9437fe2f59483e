import { type ClusterClient, isConflict } from '../../api/cluster/index.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { withSubnets } from '../../api/planned-subnets.ts';
import { Failure } from '../failure.ts';
import { parsePlanInputs } from '../kickstart/plan-inputs.ts';
import type { HeldAddress } from '../ports/address-allocator.ts';

interface Taken {
  uid: string;
  asset: string;
  held: readonly HeldAddress[];
}

/**
 * Notes in the node's claim from which subnets its addresses are, where its plan does not say so: they may have been given
 * to the L2 domain since. The install endpoint reads them there.
 */
export async function noteSubnets(client: ClusterClient, { uid, asset, held }: Taken): Promise<void> {
  const claim = await client.get(assetClaim, { name: asset });
  if (claim?.spec.nodeRef.uid !== uid) return;
  const inputs = parsePlanInputs(claim.spec.plan.inputs, asset);
  const nics = withSubnets(inputs.asset.nics, held);
  if (nics === inputs.asset.nics) return;
  const spec = { plan: { inputs: { asset: { nics } } } };
  const { resourceVersion } = claim.metadata;
  try {
    await client.mergePatch(assetClaim, claim.metadata, { spec }, { resourceVersion });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Failure('RaceLost', `AssetClaim ${asset} changed while its subnets were noted`);
  }
}
