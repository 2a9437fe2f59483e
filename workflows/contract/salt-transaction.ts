import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import type { RolloutEvent } from '../../api/rollout/events.ts';
import type { Hold } from '../../api/rollout/hold-sources.ts';
import type { RolloutPhase } from '../../api/rollout/phases.ts';
import type { BucketNews } from './salt-bucket.ts';
import type { RolledInput } from './chain-input.ts';

/*
 * The chain of one SaltTransaction: one rollout of one commit. It decides what is done when (`api/rollout/`), has it done by
 * the chains of its buckets, and tells its deployment how it stands. Open until its object is deleted, so that it is never
 * begun twice.
 */

export interface SaltTransactionRef {
  namespace: string;
  name: string;
  uid: string;
}

export const SALT_TRANSACTION_WORKFLOW = 'saltTransaction';

export function saltTransactionWorkflowId({ namespace, name, uid }: SaltTransactionRef): string {
  return `salttransaction/${namespace}/${name}/${uid}`;
}

/** What the bridge says of a SaltTransaction. Saying it twice changes nothing. */
export interface SaltTransactionDesire {
  generation: number;
  /** A hint only: the workflow looks for itself. */
  delete: boolean;
  by: string;
  why: string;
}

/** What a deployment passes on: pauses, nodes that came, and that something else is wanted. */
export type DeploymentWord = Extract<
  RolloutEvent,
  { type: 'Pause' | 'Resume' | 'ObjectPauses' | 'NodesJoined' | 'Supersede' | 'Abort' }
>;

/** Words of the deployment, in their order; it asks for a report by none. */
export interface DeploymentSays {
  /** Id of the deployment's workflow, for the answer. */
  from: string;
  /** Counts what it says. */
  number: number;
  words: DeploymentWord[];
}

/** How a rollout stands, for its deployment: at each change, and when it is asked. */
export interface TransactionReport {
  /** Uid of the SaltTransaction. */
  transaction: string;
  /** The newest words that it has heard. */
  heard: number;
  /** Nothing is on its way to Salt while it is held. */
  quiet: boolean;
  phase: RolloutPhase;
  message: string;
  progress: string;
  holds: Hold[];
  /** RFC 3339, once it has ended. */
  endedAt?: string;
  /** Once it has ended: nodes that came meanwhile and had their turn in it. */
  joined?: string[];
}

export interface RolloutRequest {
  by: string;
  why: string;
}

export interface BucketRequest extends RolloutRequest {
  bucket?: string;
}

export interface SkipRequest extends BucketRequest {
  nodes?: string[];
}

/** To the chain of a transaction. */
export const saltTransactionDesireSignal = defineSignal<[SaltTransactionDesire]>('desire');
export const deploymentSaysSignal = defineSignal<[DeploymentSays]>('deploymentSays');
export const bucketNewsSignal = defineSignal<[BucketNews]>('bucketNews');
/** Each answers what is done, in words. Rejected when there is nothing to do it to. */
export const promoteUpdate = defineUpdate<string, [BucketRequest]>('promote');
export const skipUpdate = defineUpdate<string, [SkipRequest]>('skip');
export const retryRolloutUpdate = defineUpdate<string, [BucketRequest]>('retry');
export const abortUpdate = defineUpdate<string, [RolloutRequest]>('abort');
export const rollbackUpdate = defineUpdate<string, [RolloutRequest]>('rollback');
export const rolloutProgressQuery = defineQuery<SaltTransactionStatus>('progress');

export type SaltTransactionInput<Carried = unknown> = RolledInput<SaltTransactionRef, Carried>;
