import {
  isGrpcDeadlineError,
  type UpdateDefinition,
  type WorkflowHandle,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { ComputeNode } from '../api/kinds/compute-node.ts';
import { computeNodeWorkflowId } from '../workflows/contract.ts';
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
  const client = await session.temporal();
  const handle = client.workflow.getHandle(computeNodeWorkflowId({ namespace, name, uid }));
  const timeoutMs = session.timeoutMs ?? ANSWER_MS;
  try {
    return await client.withDeadline(Date.now() + timeoutMs, () => act(handle));
  } catch (error) {
    throw inWords(error, `ComputeNode ${namespace}/${name}`, timeoutMs);
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
