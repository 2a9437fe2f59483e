import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { DrainHook } from '../../api/kinds/drain-hook.ts';
import type { NodeOperationStatus, OperationState, OperationType } from '../../api/kinds/node-operation.ts';
import type { ChainInput } from './chain-input.ts';

export interface OperationRef {
  namespace: string;
  name: string;
  uid: string;
}

export const NODE_OPERATION_WORKFLOW = 'nodeOperation';

export function nodeOperationWorkflowId(ref: OperationRef): string {
  return `nodeoperation/${ref.namespace}/${ref.name}/${ref.uid}`;
}

/** What the bridge says of a NodeOperation. Saying it twice changes nothing. */
export interface OperationDesire {
  generation: number;
  /** The bridge saw a deletionTimestamp. A hint only: the workflow looks for itself. */
  delete: boolean;
  by: string;
  why: string;
}

/** What an operation asks of a node's chain. Its uid makes it one: asked twice, it is done once. */
export interface OperateRequest {
  operation: OperationRef;
  type: OperationType;
  by: string;
  why: string;
  force: boolean;
  /** Milliseconds that the machine may take to follow, and again to answer. */
  timeoutMs: number;
  /** The operation's own, besides those of the node. */
  drain: DrainHook[];
}

/** Calls an operation off: what has not begun on the node is not begun, what runs is brought to a safe point. */
export interface CancelOperation {
  /** Uid of the NodeOperation. */
  operation: string;
  by: string;
  why: string;
}

/** How an operation stands on one node, as the node's chain tells it. */
export interface NodeProgress {
  /** Uid of the ComputeNode. */
  node: string;
  state: OperationState;
  message: string;
  /** RFC 3339. */
  startedAt?: string;
  finishedAt?: string;
}

/** To the chain of a node. */
export const operateSignal = defineSignal<[OperateRequest]>('operate');
export const cancelOperationSignal = defineSignal<[CancelOperation]>('cancelOperation');

/** To the chain of an operation. */
export const operationDesireSignal = defineSignal<[OperationDesire]>('desire');
export const nodeProgressSignal = defineSignal<[NodeProgress]>('nodeProgress');
/** Answers what is called off, in words. Rejected when the operation is over. */
export const cancelUpdate = defineUpdate<string, [{ by: string; why: string }]>('cancel');
export const operationProgressQuery = defineQuery<NodeOperationStatus>('progress');

export type NodeOperationInput<Carried = unknown> = ChainInput<OperationRef, Carried>;
