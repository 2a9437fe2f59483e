import { isDeepStrictEqual } from 'node:util';
import type { ComputeNode, ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { StatusEdge, StatusEdgeResult } from '../../workflows/contract.ts';
import { fitStatus } from './fit-status.ts';

export type StatusDecision =
  | { type: 'write'; status: ComputeNodeStatus; resourceVersion: string | undefined }
  | { type: 'answer'; result: StatusEdgeResult };

/**
 * What to do with an edge, given the object as it is shown. Revisions only grow: an edge that was overtaken, by another
 * bridge or while this one was frozen, changes nothing.
 */
export function decideStatus(shown: ComputeNode | undefined, edge: StatusEdge): StatusDecision {
  if (!shown || shown.metadata.uid !== edge.ref.uid) return { type: 'answer', result: { outcome: 'gone' } };
  const status = keepTransitionTimes(shown.status, fitStatus({ ...edge.status, revision: edge.revision }));
  const revision = shown.status.revision ?? -1;
  if (revision < edge.revision) return { type: 'write', status, resourceVersion: shown.metadata.resourceVersion };
  const same = revision === edge.revision && isDeepStrictEqual(plain(shown.status), plain(status));
  return { type: 'answer', result: same ? { outcome: 'applied' } : { outcome: 'stale', revision } };
}

/** A condition whose status did not change keeps the time at which it took it. */
function keepTransitionTimes(shown: ComputeNodeStatus, next: ComputeNodeStatus): ComputeNodeStatus {
  const conditions = next.conditions?.map((condition) => {
    const before = shown.conditions?.find(({ type }) => type === condition.type);
    if (before?.status !== condition.status) return condition;
    return { ...condition, lastTransitionTime: before.lastTransitionTime };
  });
  return { ...next, conditions };
}

/** As it would come back from the apiserver: without fields that are undefined. */
function plain(status: ComputeNodeStatus): unknown {
  return JSON.parse(JSON.stringify(status));
}
