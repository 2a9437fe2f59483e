import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { NodePoolStatus } from '../../api/kinds/node-pool.ts';
import type { RolledInput } from './chain-input.ts';

/*
 * The chain of a NodePool: looks at its nodes, has a plan made and carried out, and shows it. `pauseSignal` and
 * `resumeSignal` hold it as they hold a node.
 */

export interface PoolRef {
  namespace: string;
  name: string;
  uid: string;
}

export const NODE_POOL_WORKFLOW = 'nodePool';

export function nodePoolWorkflowId(ref: PoolRef): string {
  return `nodepool/${ref.namespace}/${ref.name}/${ref.uid}`;
}

/** What the bridge says of a NodePool. Saying it twice costs a look at its nodes. */
export interface PoolDesire {
  generation: number;
  /** A hint only: the pool is read before anything is done. */
  delete: boolean;
  /** The annotation's value. The pool itself is read for it: here it makes a wish another one. */
  pausedByAnnotation?: string;
  /** Whether another pool stands in its way; as above. */
  accepted: boolean;
  /** Digest of its nodes as the bridge sees them. */
  nodes: string;
  by: string;
  why: string;
}

/** Rolls the nodes back to an earlier template, until the template in the object changes. */
export interface UndoRequest {
  by: string;
  why: string;
  /** Its number; the one before the present without it. */
  toRevision?: number;
}

export const poolDesireSignal = defineSignal<[PoolDesire]>('desire');
/** Answers what is done, in words. Rejected when there is no such revision. */
export const undoUpdate = defineUpdate<string, [UndoRequest]>('undo');
export const poolProgressQuery = defineQuery<NodePoolStatus>('progress');

export type NodePoolInput<Carried = unknown> = RolledInput<PoolRef, Carried>;
