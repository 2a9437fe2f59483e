import { workflowInfo } from '@temporalio/workflow';

const LONG_HISTORY = 3_000;

/** A history that has grown long is exchanged for a new run at the next wait, in the middle of an operation too. */
export function shouldRollOver(events = LONG_HISTORY): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.historyLength > events;
}
