/*
 * What the install slots of a provider are asked, and what they answer. Part of recorded histories: fields are added,
 * never changed.
 */

/** Wants a slot for the install of one permit. */
export interface TakeSlot {
  kind: 'take';
  installId: string;
  /** The chain that is woken when its turn comes. */
  workflowId: string;
  /** How many may install at once, as the provider says now. */
  limit: number;
  /** After so many milliseconds the slot is free again, whatever became of its holder. */
  ttlMs: number;
  /** A slot that runs out sooner is none: what begins now would outlast it. */
  needMs: number;
}

/** Needs no slot (any more), also when it never had one. */
export interface GiveSlotBack {
  kind: 'give-back';
  installId: string;
}

export type SlotRequest = TakeSlot | GiveSlotBack;

export type SlotAnswer =
  | { kind: 'taken' }
  /** `ahead` of it so many wait. */
  | { kind: 'full'; taken: number; limit: number; ahead: number }
  | { kind: 'given-back' };
