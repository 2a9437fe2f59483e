import type { FreeAddresses } from '../free-addresses.ts';

/** Which device of which node the address is for. */
export interface Seeker {
  readonly namespace: string;
  readonly name: string;
  readonly device: string;
}

export interface Chance {
  /** From 0 to less than `limit`. */
  below(limit: bigint): bigint;
  /** Greater than 1 while another process takes from the same subnets: two that both want the lowest would collide. */
  readonly spread: bigint;
}

/** Chooses one of a subnet's free addresses; undefined when there is none. */
export type Strategy = (free: FreeAddresses, seeker: Seeker, chance: Chance) => bigint | undefined;
