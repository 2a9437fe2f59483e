import { addressIn, whyExcluded } from '../../api/address-space.ts';
import { formatAddress, parseAddress } from '../../api/addresses.ts';
import type { PlannedSubnet } from '../../api/plan.ts';
import type { AddressHolder, AddressNeed, HeldAddress } from '../ports/address-allocator.ts';
import type { AddressBook } from './address-book.ts';
import { freeAddresses } from './free-addresses.ts';
import { strategies } from './strategies/index.ts';
import type { Chance } from './strategies/strategy.ts';

export type Allocation = { kind: 'planned'; addresses: HeldAddress[] } | Refusal;

/** Why a node gets nothing. */
export type Refusal =
  { kind: 'exhausted'; need: AddressNeed } | { kind: 'held'; address: string; subnet: PlannedSubnet } | BadRequest;

/** What nobody can be given. */
export type BadRequest =
  | { kind: 'outside'; need: AddressNeed; address: string }
  | { kind: 'excluded'; address: string; subnet: PlannedSubnet; what: string };

export interface Situation {
  holder: AddressHolder;
  held: readonly HeldAddress[];
  book: Pick<AddressBook, 'takenIn'>;
  chance: Chance;
}

/** The addresses that a node gets, one for each need: what it holds already stays. All or nothing. */
export function planAllocation(needs: readonly AddressNeed[], situation: Situation): Allocation {
  const addresses: HeldAddress[] = [];
  // What is asked for by name is not given to another device first.
  const spoken = needs.flatMap(({ requested }) => requested ?? []);
  for (const need of needs) {
    const spared = [...spoken, ...addresses.map(({ address }) => address)];
    const place = keptBy(need, situation) ?? asked(need, situation) ?? chosen(need, situation, spared);
    if (!place) return { kind: 'exhausted', need };
    if ('kind' in place) return place;
    addresses.push(place);
  }
  return { kind: 'planned', addresses };
}

function keptBy({ device, family }: AddressNeed, { held }: Situation): HeldAddress | undefined {
  return held.find((one) => one.device === device && parseAddress(one.address).family === family);
}

function asked(need: AddressNeed, { book }: Situation): HeldAddress | Refusal | undefined {
  if (need.requested === undefined) return undefined;
  const place = placeOfRequest(need, need.requested);
  if ('kind' in place) return place;
  const { address, subnet } = place;
  const isTaken = book.takenIn(subnet.vpc, need.family).has(parseAddress(address).value);
  return isTaken ? { kind: 'held', address, subnet } : place;
}

/** Where a requested address lies, taken or not. */
export function placeOfRequest(need: AddressNeed, requested: string): HeldAddress | BadRequest {
  for (const subnet of need.subnets) {
    const address = addressIn(subnet.cidr, requested);
    if (address === undefined) continue;
    const what = whyExcluded(subnet, address);
    return what === undefined ? { device: need.device, address, subnet } : { kind: 'excluded', address, subnet, what };
  }
  return { kind: 'outside', need, address: requested };
}

/** From the first subnet that has one left. */
function chosen(
  { device, family, subnets }: AddressNeed,
  { holder, book, chance }: Situation,
  spared: readonly string[],
): HeldAddress | undefined {
  const besides = spared.map(parseAddress).filter((address) => address.family === family);
  for (const subnet of subnets) {
    const taken = book.takenIn(subnet.vpc, family);
    const free = freeAddresses(
      subnet,
      taken,
      besides.map(({ value }) => value),
    );
    const choose = strategies[subnet.allocation ?? 'Sequential'];
    const value = choose(free, { ...holder, device }, chance);
    if (value !== undefined) return { device, address: formatAddress(value, family), subnet };
  }
  return undefined;
}
