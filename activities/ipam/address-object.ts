import type { NewObject } from '../../api/cluster/index.ts';
import { ADDRESS_FINALIZER, CLAIM_UID_LABEL, SUBNET_LABEL } from '../../api/groups.ts';
import type { ipAddressKind } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import type { NodeAddress } from '../../api/plan.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

/** The IPAddress with which a node claims an address. */
export function addressObject(
  ref: NodeKey,
  { address, subnet, device }: Pick<NodeAddress, 'address' | 'subnet' | 'device'>,
): NewObject<typeof ipAddressKind> {
  return {
    metadata: {
      name: addressClaimName(subnet.vpc, address),
      finalizers: [ADDRESS_FINALIZER],
      labels: { [CLAIM_UID_LABEL]: ref.uid, [SUBNET_LABEL]: subnet.name },
    },
    spec: { address, subnet: subnet.name, claimRef: { kind: 'ComputeNode', ...ref, device } },
  };
}
