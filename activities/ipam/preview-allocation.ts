import type { PlannedNic } from '../../api/plan.ts';
import type { HeldAddress } from '../ports/address-allocator.ts';
import type { AddressBook } from './address-book.ts';
import { planAllocation } from './allocation.ts';
import { needsOf } from './needs.ts';

interface Node {
  namespace?: string | undefined;
  name: string;
  uid?: string | undefined;
}

/** What a node would be given now; nothing when something is in the way. */
export function previewAllocation(
  { namespace = '', name, uid = '' }: Node,
  nics: readonly PlannedNic[],
  book: Pick<AddressBook, 'takenIn'>,
): HeldAddress[] {
  const needs = needsOf(nics.map((nic) => ({ ...nic, former: [] })));
  // A random address can't be foretold: any free one stands for it.
  const chance = { below: () => 0n, spread: 1n };
  const allocation = planAllocation(needs, { holder: { namespace, name, uid }, held: [], book, chance });
  return allocation.kind === 'planned' ? allocation.addresses : [];
}
