import type { AddressFamily } from '../../api/addresses.ts';
import type { PlannedSubnet } from '../../api/plan.ts';

/** The node that addresses are for. They are its own whatever it installs, so no install is named. */
export interface AddressHolder {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** One address that a node needs. A node has at most one for each of its devices and families. */
export interface AddressNeed {
  readonly device: string;
  readonly family: AddressFamily;
  /** What the device is attached to: for people, who may give it another subnet. */
  readonly l2Domain: string;
  /** All of that family; the next is taken from when the one before is full. */
  readonly subnets: readonly PlannedSubnet[];
  /** Nothing new is taken from these, but what the node has of them stays. */
  readonly former?: readonly PlannedSubnet[];
  /** This very one, or none. */
  readonly requested?: string | undefined;
}

export interface HeldAddress {
  readonly device: string;
  /** In its canonical spelling. */
  readonly address: string;
  readonly subnet: PlannedSubnet;
}

/** Who chooses addresses, and keeps two nodes from having the same. */
/**
 * What the caller knows of a subnet, whatever the allocator says: its lowest address from `value` on that may be had. One
 * that rests may not, say.
 */
export type NextFree = (subnet: PlannedSubnet, value: bigint) => bigint | undefined;

export interface AddressAllocator {
  /**
   * One address for each need, in their order, or none at all: what a call that is refused has taken by then it gives
   * back. Asked again, also after an answer that was lost, it gives the same ones, unless they may not be had any more;
   * none is left behind. Never one that `excludedSpans` names, however the system sees it.
   *
   * Exhausted when no subnet of a need has a free one. For a requested address InvalidInput when it lies in no subnet
   * or is excluded, and Conflict when another holds it or it rests. Each message names the address or the subnets.
   */
  allocate(holder: AddressHolder, needs: readonly AddressNeed[], nextFree?: NextFree): Promise<HeldAddress[]>;
  /** Lets go of all that the holder has. Returns how many; 0 when asked again. */
  release(holder: AddressHolder): Promise<number>;
}
