import { defineUpdate } from '@temporalio/workflow';
import type { DeletionRequest, DeletionVerdict } from '../../api/deletion-fuse.ts';

/** One for each cell: what was given up lately, and whether more may be. Started by the first question. */
export const DELETION_FUSE_WORKFLOW = 'deletionFuse';

export function deletionFuseWorkflowId(cell: string): string {
  return `deletionfuse/${cell}`;
}

/** The argument of the deletionFuse workflow. `carried` is its own, from run to run. */
export interface DeletionFuseInput<Carried = unknown> {
  cell: string;
  carried?: Carried;
}

/** Answers for each deletion whether it may go on, in the order of the questions. */
export const admitDeletionsUpdate = defineUpdate<DeletionVerdict[], [DeletionRequest[]]>('admit');
