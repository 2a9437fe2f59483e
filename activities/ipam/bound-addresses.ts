import type { ClusterClient } from '../../api/cluster/index.ts';
import { CLAIM_UID_LABEL } from '../../api/groups.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import type { AddressNeed, HeldAddress } from '../ports/address-allocator.ts';

/** The addresses that a node holds, read now; released ones, which rest, are nobody's any more. */
export async function boundAddresses(client: ClusterClient, uid: string): Promise<IPAddress[]> {
  const { items } = await client.list(ipAddressKind, { labelSelector: `${CLAIM_UID_LABEL}=${uid}` });
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** A node's addresses by the needs that they meet. Those of an asset that it held before meet none. */
export function heldOf(needs: readonly AddressNeed[], objects: readonly IPAddress[]): HeldAddress[] {
  return needs.flatMap(({ device, subnets, former = [] }) =>
    objects.flatMap(({ spec }): HeldAddress[] => {
      const subnet = [...subnets, ...former].find(({ name }) => name === spec.subnet);
      return subnet && spec.claimRef.device === device ? [{ device, address: spec.address, subnet }] : [];
    }),
  );
}
