import { defineSignal } from '@temporalio/workflow';
import type { SaltDesire } from './salt-master.ts';

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

/** The argument of the saltMinion workflow. `carried` is its own, from run to run. */
export interface SaltMinionInput<Carried = unknown> {
  ref: SaltMinionRef;
  cell: string;
  clusterId: string;
  /** For the link in the status. */
  temporalNamespace?: string;
  /** Base of the Web UI, for the link in the status. */
  webUi?: string;
  carried?: Carried;
}
