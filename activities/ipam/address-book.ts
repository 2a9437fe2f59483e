import { type AddressFamily, parseAddress } from '../../api/addresses.ts';
import type { IPAddress } from '../../api/kinds/network.ts';
import { addressClaimName, parseAddressClaimName } from '../../api/names.ts';
import { TakenRuns } from './taken-runs.ts';

/** How much of a subnet is in use. */
export interface SubnetUse {
  bound: number;
  /** Since when each address rests that nobody holds any more, as RFC 3339. */
  resting: string[];
}

/** Every address that is taken, in each address space: those of objects, and those on their way to the apiserver. */
export interface AddressBook {
  put(address: IPAddress): void;
  drop(address: IPAddress): void;
  takenIn(vpc: string, family: AddressFamily): TakenRuns;
  /** The object that stands for an address. */
  holderOf(vpc: string, address: string): IPAddress | undefined;
  /** Whether it has an object, or is on its way to have one. */
  isTaken(vpc: string, address: string): boolean;
  useOf(subnet: string): SubnetUse;
  /** Counts the address as taken until it is let go. The apiserver has the last word; this keeps a process from racing against itself. */
  assume(vpc: string, address: string): void;
  letGo(vpc: string, address: string): void;
  /** True while some address is only assumed to be taken. */
  assumesAny(): boolean;
}

export function createAddressBook(): AddressBook {
  const objects = new Map<string, IPAddress>();
  const assumed = new Set<string>();
  const taken = new Map<string, TakenRuns>();
  const bound = new Map<string, number>();
  const resting = new Map<string, Set<IPAddress>>();

  function takenIn(vpc: string, family: AddressFamily): TakenRuns {
    const key = `${family} ${vpc}`;
    const known = taken.get(key) ?? new TakenRuns();
    taken.set(key, known);
    return known;
  }

  /** By its name, which is the lock: an object of another name locks nothing. */
  function placeOf(name: string): { runs: TakenRuns; value: bigint } | undefined {
    const named = parseAddressClaimName(name);
    if (!named) return undefined;
    const { family, value } = parseAddress(named.address);
    return { runs: takenIn(named.vpc, family), value };
  }

  function count(address: IPAddress, by: 1 | -1): void {
    const { subnet } = address.spec;
    if (!address.metadata.deletionTimestamp) {
      bound.set(subnet, (bound.get(subnet) ?? 0) + by);
      return;
    }
    const rest = resting.get(subnet) ?? new Set();
    resting.set(subnet, rest);
    if (by === 1) rest.add(address);
    else rest.delete(address);
  }

  function free(name: string): void {
    const place = placeOf(name);
    if (place && !objects.has(name) && !assumed.has(name)) place.runs.remove(place.value);
  }

  return {
    put(address) {
      const { name } = address.metadata;
      const before = objects.get(name);
      if (before) count(before, -1);
      count(address, 1);
      objects.set(name, address);
      const place = placeOf(name);
      place?.runs.add(place.value);
    },
    drop({ metadata: { name } }) {
      const before = objects.get(name);
      if (before) count(before, -1);
      objects.delete(name);
      free(name);
    },
    takenIn,
    holderOf: (vpc, address) => objects.get(addressClaimName(vpc, address)),
    isTaken(vpc, address) {
      const name = addressClaimName(vpc, address);
      return objects.has(name) || assumed.has(name);
    },
    useOf: (subnet) => ({
      bound: bound.get(subnet) ?? 0,
      resting: [...(resting.get(subnet) ?? [])].flatMap(({ metadata }) => metadata.deletionTimestamp ?? []),
    }),
    assume(vpc, address) {
      const name = addressClaimName(vpc, address);
      assumed.add(name);
      const place = placeOf(name);
      place?.runs.add(place.value);
    },
    letGo(vpc, address) {
      const name = addressClaimName(vpc, address);
      assumed.delete(name);
      free(name);
    },
    assumesAny: () => assumed.size > 0,
  };
}
