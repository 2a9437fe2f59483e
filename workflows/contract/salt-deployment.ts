import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import type { RolloutRequest, TransactionReport } from './salt-transaction.ts';
import type { RolledInput } from './chain-input.ts';

/*
 * The chain of a SaltDeployment: the lock of its rollouts, one SaltTransaction after the other. `pauseSignal` and
 * `resumeSignal` hold it as they hold a node.
 */

export interface SaltDeploymentRef {
  namespace: string;
  name: string;
  uid: string;
}

export const SALT_DEPLOYMENT_WORKFLOW = 'saltDeployment';

export function saltDeploymentWorkflowId({ namespace, name, uid }: SaltDeploymentRef): string {
  return `saltdeployment/${namespace}/${name}/${uid}`;
}

/** What the bridge says of a SaltDeployment. Saying it twice costs a look at it. */
export interface SaltDeploymentDesire {
  generation: number;
  /** A hint only: the object is read before anything is done. */
  delete: boolean;
  /** The annotation's value. */
  pausedByAnnotation?: string;
  /** Digest of what it depends on, as the bridge sees it. */
  surroundings: string;
  by: string;
  why: string;
}

export const saltDeploymentDesireSignal = defineSignal<[SaltDeploymentDesire]>('desire');
export const transactionReportSignal = defineSignal<[TransactionReport]>('transactionReport');
/** Lets a failed commit be rolled out once more. Answers in words; rejected when none has failed. */
export const retryCommitUpdate = defineUpdate<string, [RolloutRequest]>('retry');
/** Goes back to the commit that was good before. Rejected while a rollout is under way, which has a rollback of its own. */
export const rollbackCommitUpdate = defineUpdate<string, [RolloutRequest]>('rollback');
export const deploymentProgressQuery = defineQuery<SaltDeploymentStatus>('progress');

export type SaltDeploymentInput<Carried = unknown> = RolledInput<SaltDeploymentRef, Carried>;
