import { contains, formatAddress, parseAddress, parseNetwork } from '../../api/addresses.ts';
import { isAlreadyExists } from '../../api/cluster/index.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import type { NodeAddress, PlannedAsset } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { IpamDeps } from './activities.ts';
import { addressObject } from './address-object.ts';

interface AdoptAddresses {
  ref: { namespace: string; name: string; uid: string };
  asset: Pick<PlannedAsset, 'name' | 'nics'>;
}

export function addressAdoption({ client, fleet, requireMemory }: IpamDeps) {
  return {
    /** Claims the addresses that a running machine has, all of which its node names, and no other. */
    async 'ipam.adopt'({ ref, asset }: AdoptAddresses): Promise<NodeAddress[]> {
      await requireMemory();
      const addresses = addressesOf(asset);
      for (const address of addresses) {
        try {
          fleet.observeAddress(await client.create(ipAddressKind, addressObject(ref, address)));
        } catch (error) {
          if (!isAlreadyExists(error)) throw error;
          const name = addressClaimName(address.subnet.vpc, address.address);
          const holder = await client.get(ipAddressKind, { name });
          const isOurs = holder?.spec.claimRef.uid === ref.uid && !holder.metadata.deletionTimestamp;
          if (!isOurs) throw heldByAnother(address, holder?.spec.claimRef, name);
        }
      }
      return addresses;
    },
  };
}

function addressesOf({ name, nics }: AdoptAddresses['asset']): NodeAddress[] {
  const addresses = nics.flatMap(({ device, mac, requested, subnets }) =>
    requested.map((wanted): NodeAddress => {
      const subnet = subnets.find(({ cidr }) => contains(parseNetwork(cidr), wanted));
      if (!subnet) {
        throw new Failure(
          'InvalidInput',
          `Address ${wanted} lies in no subnet of device ${device}'s L2 domain: it is not taken for the address of ${name}`,
        );
      }
      const { family, value } = parseAddress(wanted);
      return { device, mac, address: formatAddress(value, family), subnet };
    }),
  );
  if (addresses.length > 0) return addresses;
  throw new Failure('InvalidInput', `The node that adopts ${name} names none of its addresses in spec.addresses`);
}

function heldByAnother(
  { address }: NodeAddress,
  holder: { namespace: string; name: string } | undefined,
  name: string,
): Failure {
  const whose = holder ? `ComputeNode ${holder.namespace}/${holder.name}` : 'somebody else';
  return new Failure('Conflict', `Address ${address} is held by ${whose}: it is not adopted`, {
    waitsFor: [{ kind: 'IPAddress', name }],
  });
}
