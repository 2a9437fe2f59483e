import { defineSignal } from '@temporalio/workflow';
import type { ChainInput } from './chain-input.ts';

/*
 * The chains of a SaltMaster and of a SaltMinion: clock and audit. One activity each looks, and does what is due; it looks
 * when somebody says that something changed, and by itself while something is not as it should be.
 */

export interface SaltMasterRef {
  namespace: string;
  name: string;
  uid: string;
}

export const SALT_MASTER_WORKFLOW = 'saltMaster';

export function saltMasterWorkflowId({ namespace, name, uid }: SaltMasterRef): string {
  return `saltmaster/${namespace}/${name}/${uid}`;
}

/** What the bridge says of a SaltMaster or a SaltMinion. Saying it twice costs a look at it. */
export interface SaltDesire {
  generation: number;
  /** A hint only: the object is read before anything is done. */
  delete: boolean;
  /** Digest of what it depends on, as the bridge sees it. */
  surroundings: string;
  by: string;
  why: string;
}

/** To a master's chain. */
export const saltMasterDesireSignal = defineSignal<[SaltDesire]>('desire');

export type SaltMasterInput<Carried = unknown> = ChainInput<SaltMasterRef, Carried>;
