import { randomBytes } from 'node:crypto';
import { type ClusterClient, isAlreadyExists } from '../../api/cluster/index.ts';
import { type IPAddress, ipAddressKind } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import { Failure } from '../failure.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { AddressAllocator, AddressHolder, AddressNeed, HeldAddress } from '../ports/address-allocator.ts';
import { addressObject } from './address-object.ts';
import { planAllocation } from './allocation.ts';
import { boundAddresses, heldOf } from './bound-addresses.ts';
import { giveUnusedBack } from './free-at-once.ts';
import { heldByAnother, refusalOf } from './refusal.ts';
import type { Chance } from './strategies/strategy.ts';

export interface AddressClaimsDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'addressBook' | 'quarantineOf' | 'observeAddress'>;
}

/** After several lost races within this time another process is at the same subnets; that one follows another, say. */
const CONTENDED_MS = 5_000;
const CONTENDED_SPREAD = 256n;

/** The default allocator: an IPAddress object named as its address is the claim, and creating it twice is a conflict. */
export function createAddressClaims({ client, fleet }: AddressClaimsDeps): AddressAllocator {
  const book = fleet.addressBook;
  const contention = { lost: 0, until: -Infinity };

  function chance(): Chance {
    if (performance.now() > contention.until) contention.lost = 0;
    return { below: randomBelow, spread: contention.lost > 1 ? CONTENDED_SPREAD : 1n };
  }

  /** Claims one after the other. Answers whose it is when somebody was faster with one of them. */
  async function claimAll(
    holder: AddressHolder,
    wanted: readonly HeldAddress[],
    made: IPAddress[],
  ): Promise<{ lost: HeldAddress; to: IPAddress | undefined } | undefined> {
    for (const address of wanted) {
      try {
        const object = await client.create(ipAddressKind, addressObject(holder, address));
        made.push(object);
        fleet.observeAddress(object);
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const name = addressClaimName(address.subnet.vpc, address.address);
        const winner = await client.get(ipAddressKind, { name });
        if (winner) fleet.observeAddress(winner);
        return { lost: address, to: winner };
      }
    }
    return undefined;
  }

  async function allocate(
    holder: AddressHolder,
    needs: readonly AddressNeed[],
    made: IPAddress[],
  ): Promise<HeldAddress[]> {
    for (;;) {
      const held = heldOf(needs, await boundAddresses(client, holder.uid));
      const plan = planAllocation(needs, { holder, held, book, chance: chance() });
      if (plan.kind !== 'planned') {
        // What is only assumed may come free again without a change that anybody would see.
        if (plan.kind === 'exhausted' && book.assumesAny()) {
          const names = plan.need.subnets.map(({ name }) => name).join(', ');
          throw new Failure('RaceLost', `The last addresses of ${names} are being claimed just now`);
        }
        throw refusalOf(plan, { book, quarantineOf: fleet.quarantineOf });
      }
      const wanted = plan.addresses.filter((address) => !held.includes(address));
      const race = await assuming(wanted, () => claimAll(holder, wanted, made));
      if (!race) return plan.addresses;
      const { lost, to } = race;
      const mine = to?.spec.claimRef.uid === holder.uid && to.metadata.deletionTimestamp === undefined;
      // An answer was lost: it is ours, and is found at the next look.
      if (mine) continue;
      contention.lost += 1;
      contention.until = performance.now() + CONTENDED_MS;
      // Another one would do, unless the node asked for this very one.
      const isRequested = needs.some(({ device, requested }) => device === lost.device && requested !== undefined);
      if (isRequested) throw heldByAnother(lost.address, lost.subnet, to, fleet);
    }
  }

  async function assuming<T>(addresses: readonly HeldAddress[], claim: () => Promise<T>): Promise<T> {
    for (const { subnet, address } of addresses) book.assume(subnet.vpc, address);
    try {
      return await claim();
    } finally {
      for (const { subnet, address } of addresses) book.letGo(subnet.vpc, address);
    }
  }

  return {
    async allocate(holder, needs) {
      const made: IPAddress[] = [];
      try {
        return await allocate(holder, needs, made);
      } catch (error) {
        // Else it is a passing fault, and the next attempt goes on with what is there.
        if (error instanceof Failure) await giveUnusedBack(client, holder.uid, made);
        throw error;
      }
    },
    async release(holder) {
      const bound = await boundAddresses(client, holder.uid);
      for (const { metadata } of bound) await client.delete(ipAddressKind, metadata, { uid: metadata.uid });
      return bound.length;
    },
  };
}

function randomBelow(limit: bigint): bigint {
  // Eight bytes more than the limit has: the remainder is even enough.
  const bytes = Math.ceil(limit.toString(16).length / 2) + 8;
  return BigInt(`0x${randomBytes(bytes).toString('hex')}`) % limit;
}
