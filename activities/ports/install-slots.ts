import type { SlotAnswer } from '../../api/install-slots.ts';

export interface SlotWish {
  /** Its chain is woken when its turn comes. */
  node: { namespace: string; name: string; uid: string };
  installId: string;
  /** How many may install at once, as the provider says now. */
  limit: number;
  /** After so many milliseconds the slot is free again, whatever became of its holder. */
  ttlMs: number;
  /** A slot that runs out sooner is none: what begins now would outlast it. */
  needMs: number;
}

/** The install slots of each provider, over all workers. Asked again for the same install, they answer the same. */
export interface InstallSlots {
  take(provider: string, wish: SlotWish): Promise<SlotAnswer>;
  /** Also for what never had one, or only waits. */
  giveBack(provider: string, installId: string): Promise<void>;
}
