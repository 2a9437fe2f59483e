import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import type { RolloutRequest, TransactionReport } from './salt-transaction.ts';

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

/** The argument of the saltDeployment workflow. `carried` is its own, from run to run. */
export interface SaltDeploymentInput<Carried = unknown> {
  ref: SaltDeploymentRef;
  cell: string;
  clusterId: string;
  /** For the link in the status. */
  temporalNamespace?: string;
  /** Base of the Web UI, for the link in the status. */
  webUi?: string;
  /** Events after which a run is exchanged for a new one; the usual number without it. */
  historyLength?: number;
  carried?: Carried;
}
