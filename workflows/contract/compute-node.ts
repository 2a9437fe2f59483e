import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { ChainInput } from './chain-input.ts';

export interface NodeRef {
  namespace: string;
  name: string;
  uid: string;
}

export const COMPUTE_NODE_WORKFLOW = 'computeNode';

export function computeNodeWorkflowId(ref: NodeRef): string {
  return `computenode/${ref.namespace}/${ref.name}/${ref.uid}`;
}

/** Undefined for the id of anything else. */
export function parseComputeNodeWorkflowId(id: string): NodeRef | undefined {
  const [kind, namespace, name, uid] = id.split('/');
  return kind === 'computenode' && namespace && name && uid ? { namespace, name, uid } : undefined;
}

/** What the bridge says of a ComputeNode. Saying it twice changes nothing. */
export interface Desire {
  generation: number;
  /** The bridge saw a deletionTimestamp. A hint only: the workflow looks for itself before it undoes anything. */
  delete: boolean;
  /** Pauses that stand in the object. */
  pausedBySpec: boolean;
  /** The annotation's value, which says why. */
  pausedByAnnotation?: string;
  by: string;
  why: string;
}

export interface PauseRequest {
  by: string;
  why: string;
  /** RFC 3339; without it the pause ends by `resume` only. */
  until?: string;
}

export interface ResumeRequest {
  by: string;
  why: string;
}

export interface RetryRequest {
  by: string;
  why: string;
}

/** Gives asset and addresses back although the machine could not be powered off or wiped. */
export interface ReleaseRequest {
  by: string;
  why: string;
  force: boolean;
}

/** Lets a deletion go on that the fuse holds, or anything that a disruption budget holds. */
export interface ConfirmRequest {
  by: string;
  why: string;
  /** The budgets are meant, not the fuse. */
  budget?: boolean;
}

/** What a machine's installer, or the installed system, told the install endpoint. */
export interface InstallerMessage {
  installId: string;
  event: 'installed' | 'failed' | 'booted' | 'wiped';
  /** Log tail (at most 4 KiB), SSH host key or wipe report. */
  detail: string;
  /** RFC 3339. */
  at: string;
}

export interface WakeMessage {
  /** Such as "Flavor bm-standard changed". */
  why: string;
}

export interface LookMessage {
  /** Such as "its object is not to be found". */
  why: string;
}

export const desireSignal = defineSignal<[Desire]>('desire');
export const pauseSignal = defineSignal<[PauseRequest]>('pause');
export const resumeSignal = defineSignal<[ResumeRequest]>('resume');
export const installerSignal = defineSignal<[InstallerMessage]>('installer');
export const wakeSignal = defineSignal<[WakeMessage]>('wake');
/** Asks the chain to look at its object itself: it seems to have vanished, or to be back. */
export const lookSignal = defineSignal<[LookMessage]>('look');
/** Answers what was retried, in words. Rejected when nothing waits for a retry. */
export const retryUpdate = defineUpdate<string, [RetryRequest]>('retry');
/** Answers what was released, in words. Rejected unless a power-off or a wipe is stuck. */
export const releaseUpdate = defineUpdate<string, [ReleaseRequest]>('release');
/** Answers what goes on, in words. Rejected unless the fuse, or with `budget` a disruption budget, holds the node. */
export const confirmDeletionUpdate = defineUpdate<string, [ConfirmRequest]>('confirmDeletion');
export const progressQuery = defineQuery<ComputeNodeStatus>('progress');
/** Whether the installer of this installId was heard to be through: then its machine must boot from disk. */
export const installReportedQuery = defineQuery<boolean, [installId: string]>('installReported');

export type ComputeNodeInput<Carried = unknown> = ChainInput<NodeRef, Carried>;
