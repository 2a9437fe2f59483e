import { addressClaimName } from '../../api/names.ts';
import { type ClusterClient, isAlreadyExists, isNotFound } from '../../api/cluster/index.ts';
import { ADDRESS_FINALIZER } from '../../api/groups.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import type { NodeAddress, PlannedAsset, PlannedNic } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { heldAddresses } from '../kickstart/node-addresses.ts';
import { addressObject } from './address-object.ts';
import { planAllocation } from './allocation.ts';
import { createAssumedAddresses } from './assumed-addresses.ts';
import { boundAddresses } from './bound-addresses.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

export interface IpamDeps {
  client: ClusterClient;
  fleet: Fleet;
  /** Throws when the apiserver can't be relied on to know what is claimed. */
  requireMemory: () => Promise<void>;
}

export function ipamActivities({ client, fleet, requireMemory }: IpamDeps) {
  const assumed = createAssumedAddresses(fleet.takenAddresses);
  // A node's allocations go one after the other: an attempt that was given up may still be under way.
  const turns = new Map<string, Promise<unknown>>();
  async function inTurn<T>(uid: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(uid) ?? Promise.resolve();
    const mine = before.then(work, work);
    turns.set(uid, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(uid) === mine) turns.delete(uid);
    }
  }

  return {
    /** All that the node's devices need, or nothing. What it holds already stays its own. */
    'ipam.allocate': ({
      ref,
      asset,
    }: {
      ref: NodeKey;
      asset: Pick<PlannedAsset, 'name' | 'nics'>;
    }): Promise<NodeAddress[]> =>
      inTurn(ref.uid, async () => {
        await fleet.synced;
        await requireMemory();
        for (;;) {
          const { nics } = asset;
          const items = await boundAddresses(client, ref.uid);
          const plan = planAllocation(nics, heldAddresses(nics, items), assumed.takenIn);
          if (plan.kind === 'outside') {
            throw new Failure(
              'InvalidInput',
              `Address ${plan.address} lies in no subnet of device ${plan.device}'s L2 domain`,
            );
          }
          // What is only assumed may come free again without a change that anybody would see.
          if (plan.kind === 'exhausted' && assumed.any()) {
            throw new Failure(
              'RaceLost',
              `The last addresses of ${plan.subnets.join(', ')} are being claimed just now`,
            );
          }
          if (plan.kind === 'exhausted') {
            throw new Failure(
              'Exhausted',
              `No free IPv${plan.family} address for device ${plan.device} in ${plan.subnets.join(', ')}: add a subnet to its L2 domain`,
              {
                waitsFor: [{ kind: 'IPAddress', name: '*' }, ...plan.subnets.map((name) => ({ kind: 'Subnet', name }))],
              },
            );
          }
          const held = new Set(items.map((item) => item.metadata.name));
          const wanted = plan.addresses.filter(
            ({ address, subnet }) => !held.has(addressClaimName(subnet.vpc, address)),
          );
          if (await assumed.during(wanted, () => claimAll(ref, nics, wanted))) return plan.addresses;
        }
      }),

    /** Lets go of every address of the node; each rests in quarantine before it is used again. Returns how many. */
    async 'ipam.release'({ ref }: { ref: NodeKey }): Promise<number> {
      const bound = await boundAddresses(client, ref.uid);
      for (const { metadata } of bound) await client.delete(ipAddressKind, metadata, { uid: metadata.uid });
      return bound.length;
    },
  };

  /** False when somebody was faster with one of them: what was claimed by then stays ours and is found at the next look. */
  async function claimAll(ref: NodeKey, nics: readonly PlannedNic[], wanted: readonly NodeAddress[]): Promise<boolean> {
    for (const address of wanted) {
      try {
        fleet.observeAddress(await client.create(ipAddressKind, addressObject(ref, address)));
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const holder = await client.get(ipAddressKind, { name: addressClaimName(address.subnet.vpc, address.address) });
        refuseIfRequested(nics, address, holder);
        if (holder) fleet.observeAddress(holder);
        return false;
      }
    }
    return true;
  }
}

/** Another address would do, unless the node asked for this very one. */
function refuseIfRequested(nics: readonly PlannedNic[], wanted: NodeAddress, holder: IPAddress | undefined): void {
  const nic = nics.find(({ device }) => device === wanted.device);
  if (!holder || !nic?.requested.includes(wanted.address)) return;
  const { namespace, name } = holder.spec.claimRef;
  throw new Failure('Conflict', `Address ${wanted.address} is held by ComputeNode ${namespace}/${name}`, {
    waitsFor: [{ kind: 'IPAddress', name: holder.metadata.name }],
  });
}

/** Ends the rest of addresses whose quarantine is over. `now` in milliseconds. */
export async function endQuarantines(client: ClusterClient, due: readonly IPAddress[]): Promise<void> {
  for (const { metadata } of due) {
    const finalizers = (metadata.finalizers ?? []).filter((name) => name !== ADDRESS_FINALIZER);
    await client.mergePatch(ipAddressKind, metadata, { metadata: { finalizers } }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
}
