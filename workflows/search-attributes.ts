import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { SEARCH_ATTRIBUTES } from './contract.ts';

export function keyword(name: (typeof SEARCH_ATTRIBUTES)[number]) {
  return defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
}

/** One word for lists of workflows; nothing is decided from it. */
export function indexPhase(phase: string): void {
  const key = keyword('BedplatePhase');
  if (workflowInfo().typedSearchAttributes.get(key) !== phase) upsertSearchAttributes([{ key, value: phase }]);
}
