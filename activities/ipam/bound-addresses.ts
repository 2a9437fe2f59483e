import type { ClusterClient } from '../../api/cluster/index.ts';
import { CLAIM_UID_LABEL } from '../../api/groups.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';

/** The addresses that a node holds, read now; released ones, which rest, are nobody's any more. */
export async function boundAddresses(client: ClusterClient, uid: string): Promise<IPAddress[]> {
  const { items } = await client.list(ipAddressKind, { labelSelector: `${CLAIM_UID_LABEL}=${uid}` });
  return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}
