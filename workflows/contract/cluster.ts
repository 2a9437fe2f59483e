import { defineQuery, defineUpdate } from '@temporalio/workflow';

/*
 * One workflow for each cluster remembers, outside of etcd, how far etcd had come: a restored backup knows nothing of the
 * claims made since, and can't know that it doesn't.
 */
export const CLUSTER_WORKFLOW = 'cluster';

export function clusterWorkflowId(clusterId: string): string {
  return `cluster/${clusterId}`;
}

/** The argument of the cluster workflow. `carried` is its own, from run to run. */
export interface ClusterInput<Carried = unknown> {
  clusterId: string;
  carried?: Carried;
}

/** How far etcd had come, by the resourceVersions that its apiserver gave out. */
export interface ClusterMark {
  /** Grows with each acknowledged restore: what was seen before it counts no more. */
  epoch: number;
  highest: string;
  /** Set from the moment at which a lower revision was found until a person acknowledges it. */
  restored?: { highest: string; found: string; at: string; by: string };
}

export interface ClusterSighting {
  by: string;
  /** Of the mark that the sender knows. */
  epoch: number;
  /** The highest revision that the sender has seen. */
  highest: string;
  /** A lower one, found by a read that was made after `highest` was known. */
  found?: string;
}

export interface AcknowledgeRestoreRequest {
  by: string;
  why: string;
  /** Where etcd is now: the mark is lowered to it. */
  revision: string;
}

/** Answers the mark as it is after the sighting. */
export const sightingUpdate = defineUpdate<ClusterMark, [ClusterSighting]>('sighting');
/** Answers what was acknowledged, in words. Rejected when nothing was restored. */
export const acknowledgeRestoreUpdate = defineUpdate<string, [AcknowledgeRestoreRequest]>('acknowledgeRestore');
export const clusterMarkQuery = defineQuery<ClusterMark>('mark');
