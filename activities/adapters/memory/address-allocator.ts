import { excludedSpans } from '../../../api/address-space.ts';
import { formatAddress, parseAddress, parseNetwork } from '../../../api/addresses.ts';
import type { PlannedSubnet } from '../../../api/plan.ts';
import { Failure } from '../../failure.ts';
import type {
  AddressAllocator,
  AddressHolder,
  AddressNeed,
  HeldAddress,
  NextFree,
} from '../../ports/address-allocator.ts';
import { TwinLog } from './twin-log.ts';

type Row = HeldAddress & { uid: string };

/** AddressAllocator in memory: a list of what is taken, lowest first. */
export class MemoryAddressAllocator implements AddressAllocator {
  readonly log = new TwinLog();
  #rows: Row[] = [];

  async allocate(holder: AddressHolder, needs: readonly AddressNeed[], nextFree?: NextFree): Promise<HeldAddress[]> {
    const made: Row[] = [];
    try {
      return needs.map((need) => this.#one(holder, need, made, nextFree));
    } catch (error) {
      // An answer that was lost takes nothing back: whoever asks again is given the same.
      if (!(error instanceof Failure) || !error.retryable) this.#rows = this.#rows.filter((row) => !made.includes(row));
      throw error;
    }
  }

  async release({ uid }: AddressHolder): Promise<number> {
    const released = this.#rows.filter((row) => row.uid === uid).length;
    if (released === 0) return 0;
    this.log.change(`release ${uid}`, () => (this.#rows = this.#rows.filter((row) => row.uid !== uid)));
    return released;
  }

  /** As somebody else would do it there. */
  plant(address: string, subnet: PlannedSubnet): void {
    this.#rows.push({ device: '', address, subnet, uid: 'somebody' });
  }

  addressesOf(uid: string): string[] {
    return this.#rows.filter((row) => row.uid === uid).map(({ address }) => address);
  }

  #one({ uid }: AddressHolder, need: AddressNeed, made: Row[], nextFree: NextFree = (_, value) => value): HeldAddress {
    const known = this.#rows.find(
      (row) => row.uid === uid && row.device === need.device && parseAddress(row.address).family === need.family,
    );
    if (known && nextFree(known.subnet, parseAddress(known.address).value) === parseAddress(known.address).value)
      return heldOf(known);
    this.#rows = this.#rows.filter((row) => row !== known);
    const row: Row = { uid, device: need.device, ...this.#place(need, nextFree) };
    this.log.change(`take ${row.address} for ${uid}`, () => {
      this.#rows.push(row);
      made.push(row);
    });
    return heldOf(row);
  }

  #place({ device, family, subnets, requested }: AddressNeed, nextFree: NextFree): Omit<HeldAddress, 'device'> {
    for (const subnet of subnets) {
      const { first, last } = parseNetwork(subnet.cidr);
      const excluded = excludedSpans(subnet);
      for (let value = first; value <= last; value += 1n) {
        const address = formatAddress(value, family);
        const asked = requested === undefined || parseAddress(requested).value === value;
        if (!asked || excluded.some((span) => value >= span.first && value <= span.last)) continue;
        if (!this.#isTaken(address, subnet) && nextFree(subnet, value) === value) return { address, subnet };
        if (requested !== undefined) throw new Failure('Conflict', `Address ${address} is held by somebody else`);
      }
    }
    if (requested === undefined) throw new Failure('Exhausted', `No free IPv${family} address for device ${device}`);
    throw new Failure('InvalidInput', `Address ${requested} can't be had for device ${device}`);
  }

  #isTaken(address: string, { vpc }: PlannedSubnet): boolean {
    return this.#rows.some((row) => row.address === address && row.subnet.vpc === vpc);
  }
}

function heldOf({ device, address, subnet }: Row): HeldAddress {
  return { device, address, subnet };
}
