import { setTimeout as sleep } from 'node:timers/promises';
import type { UpdateDefinition } from '@temporalio/client';
import { DEPLOYMENT_UID_LABEL } from '../../api/groups.ts';
import type { SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction, type SaltTransaction } from '../../api/kinds/salt-transaction.ts';
import {
  deploymentProgressQuery,
  pauseSignal,
  type PauseRequest,
  resumeSignal,
  type RolloutRequest,
  saltDeploymentWorkflowId,
  saltTransactionWorkflowId,
} from '../../workflows/contract.ts';
import { CommandError, EXIT } from '../exit.ts';
import { withWorkflow } from '../node-workflow.ts';
import type { Session } from '../session.ts';

const LOOK_MS = 200;
const ACKNOWLEDGED_MS = 60_000;

/** The transaction that is under way, or was the last one. */
export async function currentTransaction(
  session: Session,
  { metadata, status }: SaltDeployment,
): Promise<SaltTransaction | undefined> {
  const name = status?.currentTransaction;
  if (!name) return undefined;
  const found = await session.cluster().get(saltTransaction, { namespace: metadata.namespace, name });
  return found?.metadata.labels?.[DEPLOYMENT_UID_LABEL] === metadata.uid ? found : undefined;
}

/** The oldest first. */
export async function transactionsOf(session: Session, { metadata }: SaltDeployment): Promise<SaltTransaction[]> {
  const { namespace, uid } = metadata;
  const labelSelector = `${DEPLOYMENT_UID_LABEL}=${uid}`;
  const { items } = await session.cluster().list(saltTransaction, { namespace, labelSelector });
  const madeAt = ({ metadata: { creationTimestamp = '' } }: SaltTransaction) => creationTimestamp;
  return [...items].sort((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
}

export function withDeployment<T>(
  session: Session,
  deployment: SaltDeployment,
  act: Parameters<typeof withWorkflow<T>>[2],
): Promise<T> {
  const { namespace = 'default', name, uid = '' } = deployment.metadata;
  const workflowId = saltDeploymentWorkflowId({ namespace, name, uid });
  return withWorkflow(session, { workflowId, what: `SaltDeployment ${namespace}/${name}` }, act);
}

/** Holds it, and returns once nothing is on its way to Salt any more. */
export async function pauseDeployment(session: Session, deployment: SaltDeployment, request: PauseRequest) {
  await withDeployment(session, deployment, (handle) => handle.signal(pauseSignal, request));
  const deadline = Date.now() + (session.timeoutMs ?? ACKNOWLEDGED_MS);
  while (Date.now() < deadline) {
    const { conditions = [] } = await withDeployment(session, deployment, (handle) =>
      handle.query(deploymentProgressQuery),
    );
    if (conditions.some(({ type, status }) => type === 'Paused' && status === 'True')) return;
    await sleep(LOOK_MS);
  }
  const { name } = deployment.metadata;
  throw new CommandError(
    `${name} is told to hold, and has not said that it does: rollout status ${name}`,
    EXIT.timedOut,
  );
}

export async function resumeDeployment(session: Session, deployment: SaltDeployment, why: string): Promise<void> {
  await withDeployment(session, deployment, (handle) => handle.signal(resumeSignal, { by: session.by, why }));
}

/** Asks something of the rollout that is under way; or, where there is none, of the deployment. */
export async function askRollout<R extends RolloutRequest>(
  session: Session,
  deployment: SaltDeployment,
  request: R,
  asked: { underWay: UpdateDefinition<string, [R]>; otherwise?: UpdateDefinition<string, [RolloutRequest]> },
): Promise<string> {
  const transaction = await currentTransaction(session, deployment);
  const isUnderWay = transaction !== undefined && transaction.status?.finishedAt === undefined;
  if (isUnderWay) {
    const { namespace = 'default', name, uid = '' } = transaction.metadata;
    const workflowId = saltTransactionWorkflowId({ namespace, name, uid });
    return withWorkflow(session, { workflowId, what: `SaltTransaction ${namespace}/${name}` }, (handle) =>
      handle.executeUpdate(asked.underWay, { args: [request] }),
    );
  }
  const { otherwise } = asked;
  if (!otherwise) throw new CommandError(`No rollout of ${deployment.metadata.name} is under way.`);
  const { by, why } = request;
  return withDeployment(session, deployment, (handle) => handle.executeUpdate(otherwise, { args: [{ by, why }] }));
}
