import { workflowInfo } from '@temporalio/workflow';

/** A history that has grown long is exchanged for a new run at the next wait, in the middle of an operation too. */
export function shouldRollOver(): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.historyLength > 3_000;
}
