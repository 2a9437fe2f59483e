import type { NodeAddress } from '../../api/plan.ts';

/** Addresses on their way to the apiserver. It has the last word; these only keep a process from racing against itself. */
export interface AssumedAddresses {
  /** What is taken in an address space, with what is assumed. */
  takenIn(vpc: string): ReadonlySet<string>;
  /** True while some address is only assumed to be taken. */
  any(): boolean;
  /** Assumes the addresses until `claim` has ended, well or not. */
  during<T>(addresses: readonly NodeAddress[], claim: () => Promise<T>): Promise<T>;
}

export function createAssumedAddresses(takenAddresses: (vpc: string) => ReadonlySet<string>): AssumedAddresses {
  const assumed = new Set<NodeAddress>();
  return {
    takenIn(vpc) {
      const taken = new Set(takenAddresses(vpc));
      for (const { address, subnet } of assumed) if (subnet.vpc === vpc) taken.add(address);
      return taken;
    },
    any: () => assumed.size > 0,
    async during(addresses, claim) {
      for (const address of addresses) assumed.add(address);
      try {
        return await claim();
      } finally {
        for (const address of addresses) assumed.delete(address);
      }
    },
  };
}
