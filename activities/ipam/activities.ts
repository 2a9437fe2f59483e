import type { ClusterClient } from '../../api/cluster/index.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import type { NodeAddress, PlannedAsset } from '../../api/plan.ts';
import { withSubnets } from '../../api/planned-subnets.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { HeldAddress } from '../ports/address-allocator.ts';
import { createAddressClaims } from './address-claims.ts';
import { currentNeeds } from './needs.ts';
import { noteSubnets } from './note-subnets.ts';
import { type Requests, requestsOf, requestsOfPlan } from './requests.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

interface Allocate {
  ref: NodeKey;
  asset: Pick<PlannedAsset, 'name' | 'nics'>;
  /** What the CMDB has reserved, where it is the one that chooses. */
  reserved?: Requests;
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
    const held = await claims.allocate(ref, currentNeeds(asset, requests, fleet.view));
    const isPlanned = withSubnets(asset.nics, held) === asset.nics;
    if (!isPlanned) await noteSubnets(client, { uid: ref.uid, asset: asset.name, held });
    return held.map((address) => withMac(address, asset.nics));
  }

  async function allocateReserved(given: Allocate, reserved: Requests): Promise<NodeAddress[]> {
    try {
      return await allocate(given, reserved);
    } catch (error) {
      if (!(error instanceof Failure) || error.type !== 'Conflict') throw error;
      // Nobody but the CMDB asked for it: it is asked for another.
      throw new Failure('RaceLost', `${error.message}; the CMDB chooses another`, { waited: true });
    }
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
        const { ref, asset, reserved } = given;
        if (reserved) return allocateReserved(given, reserved);
        const known = requestsOf(fleet.node(ref), ref) ?? requestsOfPlan(asset);
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

function withMac(held: HeldAddress, nics: Allocate['asset']['nics']): NodeAddress {
  const mac = nics.find(({ device }) => device === held.device)?.mac ?? '';
  return { device: held.device, mac, address: held.address, subnet: held.subnet };
}
