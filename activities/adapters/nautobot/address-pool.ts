import { setTimeout as sleep } from 'node:timers/promises';
import { addressIn } from '../../../api/address-space.ts';
import { formatAddress, parseAddress, parseNetwork } from '../../../api/addresses.ts';
import { describeOwner, waitsForOwner } from '../../../api/owner.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import { Failure } from '../../failure.ts';
import { placeOfRequest } from '../../ipam/allocation.ts';
import { freeAddresses, nextFree as nextFreeOf } from '../../ipam/free-addresses.ts';
import { badRequest, changesOf } from '../../ipam/refusal.ts';
import { TakenRuns } from '../../ipam/taken-runs.ts';
import type {
  AddressAllocator,
  AddressHolder,
  AddressNeed,
  HeldAddress,
  NextFree,
} from '../../ports/address-allocator.ts';
import { removeAddress } from './addresses.ts';
import { NautobotClient, type NautobotOptions } from './nautobot-client.ts';
import { markOf, OwnerField } from './owner-field.ts';
import {
  addressOf,
  findAddress,
  findPrefix,
  readReserved,
  type Reservation,
  reserve,
  reserveNext,
} from './reservations.ts';
import type { AddressRow } from './schema.ts';

/** Of two who take the next address at once Nautobot refuses one, who comes again. */
const RACES = 20;

/** Where the caller knows no more than the subnet itself says. */
const notExcluded: NextFree = (subnet, value) => nextFreeOf(freeAddresses(subnet, new TakenRuns()), value);

/** AddressAllocator on Nautobot's `available-ips`: it chooses, and others who use it see at once what is taken. */
export class NautobotAddressPool implements AddressAllocator {
  readonly #client: NautobotClient;
  readonly #ownerField: OwnerField;

  constructor(options: NautobotOptions) {
    this.#client = new NautobotClient(options);
    this.#ownerField = new OwnerField(new NautobotClient(options, { shared: true }));
  }

  async allocate(holder: AddressHolder, needs: readonly AddressNeed[], nextFree = notExcluded): Promise<HeldAddress[]> {
    await this.#ownerField.ensure();
    // Nautobot takes no key: what an earlier call reserved, and its answer was lost, is found by our mark.
    const reserved = await readReserved(this.#client, holder);
    const made: AddressRow[] = [];
    const held: HeldAddress[] = [];
    try {
      for (const need of needs) {
        const kept = await this.#keep(need, reserved, nextFree);
        if (kept) held.push(kept);
        else held.push(await this.#take(holder, need, nextFree, made));
      }
      return held;
    } catch (error) {
      // After a passing fault the next call goes on with what is there.
      if (error instanceof Failure && !error.retryable) for (const row of made) await removeAddress(this.#client, row);
      throw error;
    }
  }

  async release(holder: AddressHolder): Promise<number> {
    if (!(await this.#ownerField.exists())) return 0;
    const reserved = await readReserved(this.#client, holder);
    for (const { row } of reserved) await removeAddress(this.#client, row);
    return reserved.length;
  }

  /** What the node has reserved for the need already. A second one, and one that may not be had any more, goes. */
  async #keep(
    { device, family, subnets, former = [], requested }: AddressNeed,
    reserved: readonly Reservation[],
    nextFree: NextFree,
  ): Promise<HeldAddress | undefined> {
    let kept: HeldAddress | undefined;
    for (const { device: itsDevice, address, row } of reserved) {
      const { family: itsFamily, value } = parseAddress(address);
      if (itsDevice !== device || itsFamily !== family) continue;
      const subnet = [...subnets, ...former].find(({ cidr }) => addressIn(cidr, address) !== undefined);
      const isAsked = requested === undefined || parseAddress(requested).value === value;
      if (!kept && subnet && isAsked && nextFree(subnet, value) === value) kept = { device, address, subnet };
      else await removeAddress(this.#client, row);
    }
    return kept;
  }

  async #take(holder: AddressHolder, need: AddressNeed, nextFree: NextFree, made: AddressRow[]): Promise<HeldAddress> {
    if (need.requested !== undefined) {
      const place = placeOfRequest(need, need.requested);
      if ('kind' in place) throw badRequest(place);
      const { value } = parseAddress(place.address);
      if (nextFree(place.subnet, value) !== value) {
        throw new Failure('Conflict', `Address ${place.address} of Subnet ${place.subnet.name} is held, or rests`);
      }
      made.push(await this.#reserve(holder, place));
      return place;
    }
    for (const subnet of need.subnets) {
      const row = await this.#next(holder, need, subnet, nextFree);
      if (!row) continue;
      made.push(row);
      return { device: need.device, address: addressOf(row), subnet };
    }
    const names = need.subnets.map(({ name, cidr }) => `${cidr} (Subnet ${name})`).join(', ') || 'no subnet';
    const message = `Nautobot has no free IPv${need.family} address for device ${need.device} in ${names}. Free some there, or add a subnet to L2Domain ${need.l2Domain}.`;
    throw new Failure('Exhausted', message, { waitsFor: changesOf(need.l2Domain, need.subnets) });
  }

  /** Nautobot chooses the lowest from a start on. Where that one may not be had, the next start lies behind it. */
  async #next(
    holder: AddressHolder,
    { device, family }: AddressNeed,
    subnet: PlannedSubnet,
    nextFree: NextFree,
  ): Promise<AddressRow | undefined> {
    const prefix = await findPrefix(this.#client, subnet);
    let start = nextFree(subnet, parseNetwork(subnet.cidr).first);
    while (start !== undefined) {
      const from = formatAddress(start, family);
      const row = await untilWon(() => reserveNext(this.#client, prefix, from, { holder, device }));
      if (!row) return undefined;
      const { value } = parseAddress(addressOf(row));
      start = nextFree(subnet, value);
      if (start === value) return row;
      await removeAddress(this.#client, row);
    }
    return undefined;
  }

  async #reserve(holder: AddressHolder, { device, subnet, address }: HeldAddress): Promise<AddressRow> {
    try {
      return await reserve(this.#client, subnet, address, { holder, device });
    } catch (error) {
      if (!isLostRace(error)) throw error;
      const taken = await findAddress(this.#client, address);
      const mark = taken && markOf(taken);
      throw new Failure('Conflict', `Address ${address} in Nautobot belongs to ${describeOwner(mark)}`, {
        waitsFor: waitsForOwner(mark),
      });
    }
  }
}

async function untilWon<T>(take: () => Promise<T>): Promise<T> {
  for (let lost = 1; ; lost += 1) {
    try {
      return await take();
    } catch (error) {
      if (!isLostRace(error) || lost === RACES) throw error;
      await sleep(10 + Math.random() * 40);
    }
  }
}

function isLostRace(error: unknown): boolean {
  return error instanceof Failure && error.type === 'RaceLost';
}
