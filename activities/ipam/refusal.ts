import { readableCount, sizeOf } from '../../api/address-space.ts';
import { parseDuration } from '../../api/duration.ts';
import type { WaitsFor } from '../../api/failures.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import { addressClaimName } from '../../api/names.ts';
import type { PlannedSubnet } from '../../api/plan.ts';
import { Failure } from '../failure.ts';
import type { AddressNeed } from '../ports/address-allocator.ts';
import type { AddressBook, SubnetUse } from './address-book.ts';
import type { BadRequest, Refusal } from './allocation.ts';
import { DEFAULT_QUARANTINE } from './quarantine.ts';

export interface Reasons {
  book: Pick<AddressBook, 'holderOf' | 'useOf'>;
  quarantineOf: (subnet: string) => string | undefined;
}

/** Why a node gets no addresses, and what may change that. */
export function refusalOf(refusal: Refusal, reasons: Reasons): Failure {
  switch (refusal.kind) {
    case 'exhausted':
      return exhausted(refusal.need, reasons);
    case 'held': {
      const { address, subnet } = refusal;
      return heldByAnother(address, subnet, reasons.book.holderOf(subnet.vpc, address), reasons);
    }
    case 'outside':
    case 'excluded':
      return badRequest(refusal);
  }
}

export function badRequest(refusal: BadRequest): Failure {
  if (refusal.kind === 'outside') return outside(refusal.need, refusal.address);
  const { address, subnet, what } = refusal;
  const message = `Address ${address} is ${what} of Subnet ${subnet.name}, which is never handed out: ask for another in spec.addresses`;
  return new Failure('InvalidInput', message, { waitsFor: [{ kind: 'Subnet', name: subnet.name }] });
}

/** A requested address that another node has, or had a short time ago. */
export function heldByAnother(
  address: string,
  subnet: PlannedSubnet,
  holder: IPAddress | undefined,
  { quarantineOf }: Pick<Reasons, 'quarantineOf'>,
): Failure {
  const waitsFor: WaitsFor[] = [{ kind: 'IPAddress', name: addressClaimName(subnet.vpc, address) }];
  if (!holder) return new Failure('RaceLost', `Address ${address} is being claimed just now`, { waitsFor });
  const { namespace, name } = holder.spec.claimRef;
  const { deletionTimestamp } = holder.metadata;
  if (deletionTimestamp === undefined) {
    return new Failure('Conflict', `Address ${address} is held by ComputeNode ${namespace}/${name}`, { waitsFor });
  }
  const until = restsUntil(deletionTimestamp, quarantineOf(holder.spec.subnet));
  const message = `Address ${address} rests until ${until}: ComputeNode ${namespace}/${name} had it`;
  return new Failure('Conflict', message, { waitsFor });
}

function outside({ device, l2Domain, subnets }: AddressNeed, address: string): Failure {
  const shown = subnets.map(({ name, cidr }) => `${name} ${cidr}`).join(', ') || 'none of its family';
  const message = `Address ${address} lies in no subnet of L2Domain ${l2Domain}, which device ${device} is attached to (${shown}): correct spec.addresses`;
  return new Failure('InvalidInput', message, { waitsFor: changesOf(l2Domain, subnets) });
}

function exhausted(
  { device, family, l2Domain, subnets, former = [] }: AddressNeed,
  { book, quarantineOf }: Reasons,
): Failure {
  const counts = subnets.map((subnet) => describeUse(subnet, book.useOf(subnet.name), quarantineOf(subnet.name)));
  const shown = counts.join('; ') || 'its L2 domain has no subnet of that family that could be used';
  const message = `No free IPv${family} address for device ${device}: ${shown}. Free some, or add a subnet to L2Domain ${l2Domain}.`;
  return new Failure('Exhausted', message, { waitsFor: changesOf(l2Domain, [...subnets, ...former]) });
}

/** An address that comes free is told as a change of its subnet. */
export function changesOf(l2Domain: string, subnets: readonly PlannedSubnet[]): WaitsFor[] {
  return [{ kind: 'L2Domain', name: l2Domain }, ...subnets.map(({ name }) => ({ kind: 'Subnet', name }))];
}

/** "Subnet r1-v4 has 0 of 240 free: 231 bound, 9 resting until …" */
function describeUse(subnet: PlannedSubnet, { bound, resting }: SubnetUse, quarantine: string | undefined): string {
  const [first] = resting.toSorted();
  const next =
    first === undefined ? '' : `, ${resting.length} resting, the first until ${restsUntil(first, quarantine)}`;
  return `Subnet ${subnet.name} has 0 of ${readableCount(sizeOf(subnet).usable)} free: ${bound} bound${next}`;
}

function restsUntil(since: string, quarantine = DEFAULT_QUARANTINE): string {
  return new Date(Date.parse(since) + parseDuration(quarantine)).toISOString().replace('.000Z', 'Z');
}
