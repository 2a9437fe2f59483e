import { defineUpdate } from '@temporalio/workflow';
import type { SlotAnswer, SlotRequest } from '../../api/install-slots.ts';

/** One for each provider of a cell: who installs now, and who waits for it. Started by the first question. */
export const INSTALL_SLOTS_WORKFLOW = 'installSlots';

export function installSlotsWorkflowId(cell: string, provider: string): string {
  return `installslots/${cell}/${provider}`;
}

/** The argument of the installSlots workflow. `carried` is its own, from run to run. */
export interface InstallSlotsInput<Carried = unknown> {
  provider: string;
  carried?: Carried;
}

/** Answers each request, in their order. */
export const installSlotsUpdate = defineUpdate<SlotAnswer[], [SlotRequest[]]>('slots');
