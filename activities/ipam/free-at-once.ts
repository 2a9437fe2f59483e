import { type ClusterClient, isNotFound } from '../../api/cluster/index.ts';
import { ADDRESS_FINALIZER } from '../../api/groups.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import { heldBy } from '../fleet/fleet.ts';
import { boundAddresses } from './bound-addresses.ts';

/**
 * Gives back, without a rest, what a node was given of an allocation that came to nothing: what this call made, and what
 * an earlier one left behind when it broke off. That no machine ever used an address is known while no permit of the
 * node was used.
 */
export async function giveUnusedBack(client: ClusterClient, uid: string, made: readonly IPAddress[]): Promise<void> {
  const { items: claims } = await client.list(assetClaim, heldBy(uid));
  const neverBooted = claims.length > 0 && claims.every(({ spec }) => !spec.booted && spec.attempt === 1);
  for (const address of neverBooted ? await boundAddresses(client, uid) : made) {
    await client.delete(ipAddressKind, address.metadata, { uid: address.metadata.uid });
    await endRest(client, address);
  }
}

/** Takes the finalizer off a deleted address, which frees it. What is gone is gone. */
export async function endRest(client: ClusterClient, { metadata }: IPAddress): Promise<void> {
  const finalizers = (metadata.finalizers ?? []).filter((name) => name !== ADDRESS_FINALIZER);
  await client.mergePatch(ipAddressKind, metadata, { metadata: { finalizers } }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
