import { type ClusterClient, isAlreadyExists, type NewObject } from '../../api/cluster/index.ts';
import { ASSET_CLAIM_FINALIZER, CLAIM_NAMESPACE_LABEL, CLAIM_NODE_LABEL, CLAIM_UID_LABEL } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import type { NodeAddress } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import { addressObject } from '../ipam/address-object.ts';
import type { PlannedClaim } from './planned-claim.ts';

export interface ClaimAgainRequest {
  ref: { namespace: string; name: string; uid: string };
  /** Of the cluster that the claim was made in. */
  clusterId: string;
  claim: PlannedClaim;
  addresses: NodeAddress[];
}

/**
 * Claims once more what a node's workflow knows that the node holds, where etcd forgot it: nobody else is to be given a
 * machine or an address that is in use. Answers what was missing. Conflict when something is another's by now.
 */
export async function claimAgain(
  client: ClusterClient,
  { ref, clusterId, claim, addresses }: ClaimAgainRequest,
): Promise<string[]> {
  if ((await client.clusterId()) !== clusterId) {
    throw new Failure(
      'Conflict',
      `${claim.asset} was claimed in another cluster (${clusterId}): nothing is claimed here`,
    );
  }
  await client.verifyClusterId();
  const missing: string[] = [];
  const conflicts: string[] = [];

  async function ensure(name: string, create: () => Promise<unknown>, holder: () => Promise<string | undefined>) {
    try {
      await create();
      missing.push(name);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const uid = await holder();
      if (uid !== undefined && uid !== ref.uid) conflicts.push(`${name} is claimed by the node of uid ${uid}`);
    }
  }

  await ensure(
    claim.asset,
    () => client.create(assetClaim, claimObject(ref, claim)),
    async () => (await client.get(assetClaim, { name: claim.asset }))?.spec.nodeRef.uid,
  );
  for (const address of addresses) {
    const name = addressClaimName(address.subnet.vpc, address.address);
    await ensure(
      address.address,
      () => client.create(ipAddressKind, addressObject(ref, address)),
      async () => (await client.get(ipAddressKind, { name }))?.spec.claimRef.uid,
    );
  }
  if (conflicts.length > 0)
    throw new Failure('Conflict', `${conflicts.join('; ')}: see to it before either is touched`);
  return missing;
}

function claimObject(ref: ClaimAgainRequest['ref'], claim: PlannedClaim): NewObject<typeof assetClaim> {
  const { namespace, name, uid } = ref;
  const { asset, installId, booted, attempt, reinstalls, plan, adoption } = claim;
  return {
    metadata: {
      name: asset,
      finalizers: [ASSET_CLAIM_FINALIZER],
      labels: { [CLAIM_UID_LABEL]: uid, [CLAIM_NODE_LABEL]: name.slice(0, 63), [CLAIM_NAMESPACE_LABEL]: namespace },
    },
    spec: {
      nodeRef: { namespace, name, uid },
      installId,
      booted,
      attempt,
      ...(adoption && { adoption }),
      reinstalls,
      plan: { ...plan, inputs: { ...plan.inputs } },
      why: ['claimed again: its workflow holds it, and the claim was not to be found'],
    },
  };
}
