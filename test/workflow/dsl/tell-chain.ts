import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';

/** What the bridge says to the chain of one object, and with what it begins that chain. */
export interface Telling {
  workflow: string;
  workflowId: string;
  taskQueue: string;
  input: object;
  signal: string;
  desire: object;
}

/** As the bridge has it: a chain that has let its object go is not begun again. Gives the run that is, or was, told. */
export async function tellChain(client: Client, telling: Telling): Promise<string> {
  const { workflow, workflowId, taskQueue, input, signal, desire } = telling;
  try {
    const { signaledRunId } = await client.workflow.signalWithStart(workflow, {
      ...{ workflowId, taskQueue, args: [input], signal, signalArgs: [desire] },
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    });
    return signaledRunId;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return (await client.workflow.getHandle(workflowId).describe()).runId;
  }
}
