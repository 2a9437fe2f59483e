import type { ClusterClient } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNode } from '../../api/kinds/compute-node.ts';
import type { NodeAddress, PlannedAsset } from '../../api/plan.ts';
import { withSubnets } from '../../api/planned-subnets.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HeldAddress } from '../ports/address-allocator.ts';
import { createAddressClaims } from './address-claims.ts';
import { needsOf } from './needs.ts';
import { noteSubnets } from './note-subnets.ts';
import { currentNic } from './planned-subnets.ts';
import { type Requests, refuseStray } from './requests.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

interface Allocate {
  ref: NodeKey;
  asset: Pick<PlannedAsset, 'name' | 'nics'>;
}

export interface IpamDeps {
  client: ClusterClient;
  fleet: Fleet;
  /** Throws when the apiserver can't be relied on to know what is claimed. */
  requireMemory: () => Promise<void>;
}

export function ipamActivities({ client, fleet, requireMemory }: IpamDeps) {
  const claims = createAddressClaims({ client, fleet });
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

  async function allocate({ ref, asset }: Allocate, requests: Requests): Promise<NodeAddress[]> {
    refuseStray(asset, requests);
    const nics = asset.nics.map((nic) => {
      const requested = requests.filter(({ device }) => device === nic.device).map(({ address }) => address);
      return currentNic({ ...nic, requested }, fleet.view);
    });
    const held = await claims.allocate(ref, needsOf(nics));
    if (withSubnets(asset.nics, held) !== asset.nics)
      await noteSubnets(client, { uid: ref.uid, asset: asset.name, held });
    return held.map((address) => withMac(address, asset.nics));
  }

  return {
    /**
     * All that the node's devices need, or nothing. What it holds already stays its own. Subnets and requests are those of
     * now: what a node was refused for is mended in its L2 domain or in its spec.
     */
    'ipam.allocate': (given: Allocate): Promise<NodeAddress[]> =>
      inTurn(given.ref.uid, async () => {
        await fleet.synced;
        await requireMemory();
        const { ref } = given;
        const known = requestsOf(fleet.node(ref), ref) ?? requestsOfPlan(given.asset);
        try {
          return await allocate(given, known);
        } catch (error) {
          if (known.length === 0 || !(error instanceof Failure) || error.retryable) throw error;
          // The spec may have been corrected since the watch showed it.
          const live = requestsOf(await client.get(computeNode, ref), ref) ?? known;
          if (JSON.stringify(live) === JSON.stringify(known)) throw error;
          return allocate(given, live);
        }
      }),

    /** Lets go of every address of the node; each rests in quarantine before it is used again. Returns how many. */
    'ipam.release': ({ ref }: { ref: NodeKey }): Promise<number> => claims.release(ref),
  };
}

function requestsOf(node: ComputeNode | undefined, { uid }: NodeKey): Requests | undefined {
  return node?.metadata.uid === uid ? (node.spec.addresses ?? []) : undefined;
}

function requestsOfPlan({ nics }: Allocate['asset']): Requests {
  return nics.flatMap(({ device, requested }) => requested.map((address) => ({ device, address })));
}

function withMac(held: HeldAddress, nics: Allocate['asset']['nics']): NodeAddress {
  const mac = nics.find(({ device }) => device === held.device)?.mac ?? '';
  return { device: held.device, mac, address: held.address, subnet: held.subnet };
}
