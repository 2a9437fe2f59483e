import { defineSignal } from '@temporalio/workflow';
import type { SaltDesire } from './salt-master.ts';
import type { ChainInput } from './chain-input.ts';

export interface SaltMinionRef {
  namespace: string;
  name: string;
  uid: string;
}

export const SALT_MINION_WORKFLOW = 'saltMinion';

export function saltMinionWorkflowId({ namespace, name, uid }: SaltMinionRef): string {
  return `saltminion/${namespace}/${name}/${uid}`;
}

/** To a minion's chain. */
export const saltMinionDesireSignal = defineSignal<[SaltDesire]>('desire');

export type SaltMinionInput<Carried = unknown> = ChainInput<SaltMinionRef, Carried>;
