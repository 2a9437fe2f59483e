import {
  isGrpcDeadlineError,
  type UpdateDefinition,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ComputeNode } from '../api/kinds/compute-node.ts';
import type { NodePool } from '../api/kinds/node-pool.ts';
import { computeNodeWorkflowId, nodePoolWorkflowId } from '../workflows/contract.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

const ANSWER_MS = 30_000;

/** Does something with the workflow of a node, within the session's time, and puts what goes wrong into words. */
export async function withNodeWorkflow<T>(
  session: Session,
  node: ComputeNode,
  act: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  const { namespace = 'default', name, uid = '' } = node.metadata;
  const workflowId = computeNodeWorkflowId({ namespace, name, uid });
  return withWorkflow(session, { workflowId, what: `ComputeNode ${namespace}/${name}` }, act);
}

/** The same with the workflow of a pool. */
export async function withPoolWorkflow<T>(
  session: Session,
  pool: NodePool,
  act: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  const { namespace = 'default', name, uid = '' } = pool.metadata;
  const workflowId = nodePoolWorkflowId({ namespace, name, uid });
  return withWorkflow(session, { workflowId, what: `NodePool ${namespace}/${name}` }, act);
}

/** The same with the workflow of anything; `what` names it: "NodeOperation default/reboot-1". */
export async function withWorkflow<T>(
  session: Session,
  { workflowId, what }: { workflowId: string; what: string },
  act: (handle: WorkflowHandle) => Promise<T>,
): Promise<T> {
  const client = await session.temporal();
  const timeoutMs = session.timeoutMs ?? ANSWER_MS;
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () => act(client.workflow.getHandle(workflowId)));
  } catch (error) {
    throw inWords(error, what, timeoutMs);
  }
}

/** Sends an update and waits for what the workflow answers. */
export function ask<Request>(
  session: Session,
  node: ComputeNode,
  update: UpdateDefinition<string, [Request]>,
  request: Request,
): Promise<string> {
  return withNodeWorkflow(session, node, (handle) => handle.executeUpdate(update, { args: [request] }));
}

function inWords(error: unknown, what: string, timeoutMs: number): unknown {
  if (error instanceof WorkflowUpdateFailedError) return new CommandError(error.cause?.message ?? error.message);
  if (error instanceof WorkflowNotFoundError) {
    return new CommandError(
      `${what} has no running workflow: is the bridge running, and of the same Temporal namespace?`,
    );
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error)) {
    const seconds = Math.round(timeoutMs / 1000);
    return new CommandError(
      `The workflow of ${what} gave no answer within ${seconds} s: is a worker running?`,
      EXIT.timedOut,
    );
  }
  return error;
}
