import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseAddress, parseNetwork } from '../../api/addresses.ts';
import type { PlannedAsset, PlannedSystems } from '../../api/plan.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { boundAddresses, heldOf } from '../ipam/bound-addresses.ts';
import { freeAddresses, nextFree } from '../ipam/free-addresses.ts';
import { currentNeeds } from '../ipam/needs.ts';
import { heldByAnother } from '../ipam/refusal.ts';
import { type Requests, requestsOf, requestsOfPlan } from '../ipam/requests.ts';
import { placeOfRequest } from '../ipam/allocation.ts';
import type { AddressHolder, AddressNeed, NextFree } from '../ports/address-allocator.ts';
import type { Systems } from '../systems/systems.ts';

interface Reserve {
  ref: AddressHolder;
  cmdb: PlannedSystems['cmdb'];
  asset: Pick<PlannedAsset, 'name' | 'nics'>;
}

export interface CmdbAddressDeps {
  systems: Pick<Systems, 'addressPool'>;
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'node' | 'view' | 'addressBook' | 'quarantineOf'>;
}

/** Where the CMDB is the one that chooses addresses. */
export function cmdbAddressActivities({ systems, client, fleet }: CmdbAddressDeps) {
  const book = fleet.addressBook;

  /** What is held here, or rests, may not be chosen, whatever the CMDB knows of it. */
  const free: NextFree = (subnet, value) => {
    const { family } = parseNetwork(subnet.cidr);
    return nextFree(freeAddresses(subnet, book.takenIn(subnet.vpc, family)), value);
  };

  function refuseHeld(need: AddressNeed): void {
    if (need.requested === undefined) return;
    const place = placeOfRequest(need, need.requested);
    if ('kind' in place) return;
    const holder = book.holderOf(place.subnet.vpc, place.address);
    if (holder) throw heldByAnother(place.address, place.subnet, holder, fleet);
  }

  return {
    /** Which addresses the node is to claim: those that it holds, and for the rest what the CMDB reserves for it. */
    async 'cmdb.reserveAddresses'({ ref, cmdb, asset }: Reserve): Promise<Requests> {
      await fleet.synced;
      const requests = requestsOf(fleet.node(ref), ref) ?? requestsOfPlan(asset);
      const needs = currentNeeds(asset, requests, fleet.view);
      const held = heldOf(needs, await boundAddresses(client, ref.uid));
      const open = needs.filter(({ device, family }) => {
        return !held.some((one) => one.device === device && parseAddress(one.address).family === family);
      });
      open.forEach(refuseHeld);
      const pool = await systems.addressPool(cmdb);
      const reserved = open.length === 0 ? [] : await pool.allocate(ref, open, free);
      return [...held, ...reserved].map(({ device, address }) => ({ device, address }));
    },

    /** Returns how many. */
    async 'cmdb.releaseAddresses'({ ref, cmdb }: Pick<Reserve, 'ref' | 'cmdb'>): Promise<number> {
      return (await systems.addressPool(cmdb)).release(ref);
    },
  };
}
