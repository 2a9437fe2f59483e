import { isGrpcDeadlineError, type WorkflowHandle, WorkflowFailedError } from '@temporalio/client';
import { taskQueues } from '../workflows/contract.ts';
import { CommandError, EXIT } from './exit.ts';
import type { Session } from './session.ts';

interface ShortWorkflow<Input> {
  type: string;
  workflowId: string;
  input: Input;
  timeoutMs: number;
  /** What is asked for, such as "plan of default/web-1". */
  what: string;
  /** Given the running workflow, to ask how far it is. */
  meanwhile?: (handle: WorkflowHandle) => void;
}

/** Runs a workflow that only answers a question, and puts what goes wrong into words. */
export async function answerOf<Input, Answer>(session: Session, asked: ShortWorkflow<Input>): Promise<Answer> {
  const { type, workflowId, input, timeoutMs, what, meanwhile } = asked;
  const client = await session.temporal();
  try {
    return await client.withDeadline(Date.now() + timeoutMs, async () => {
      const handle = await client.workflow.start<(given: Input) => Promise<Answer>>(type, {
        workflowId,
        taskQueue: taskQueues.workflows(session.cell),
        args: [input],
        // Without a worker it must not lie about until one comes.
        workflowExecutionTimeout: timeoutMs,
        staticSummary: `${what} for ${session.by}`,
      });
      meanwhile?.(handle);
      return handle.result();
    });
  } catch (error) {
    if (error instanceof WorkflowFailedError && error.cause?.name !== 'TimeoutFailure') {
      throw new CommandError(`No ${what}: ${rootMessage(error)}`);
    }
    if (!(error instanceof WorkflowFailedError) && !isGrpcDeadlineError(error)) throw error;
    throw new CommandError(`No ${what} in time: is a worker of cell ${session.cell} running?`, EXIT.timedOut);
  }
}

function rootMessage(error: Error): string {
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
