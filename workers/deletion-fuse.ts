import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { Failure } from '../activities/failure.ts';
import type { DeletionFuse } from '../activities/ports/deletion-fuse.ts';
import type { DeletionRequest, DeletionVerdict } from '../api/deletion-fuse.ts';
import {
  admitDeletionsUpdate,
  DELETION_FUSE_WORKFLOW,
  type DeletionFuseInput,
  deletionFuseWorkflowId,
  taskQueues,
} from '../workflows/contract.ts';

interface Waiting {
  request: DeletionRequest;
  resolve(verdict: DeletionVerdict): void;
  reject(error: unknown): void;
}

const ANSWER_MS = 20_000;
const MOST_AT_ONCE = 100;

/**
 * The cell's fuse, an entity workflow that is started when it is first asked. Deletions that come while an answer is
 * awaited are asked of together: a workflow takes few updates at a time.
 */
export function createDeletionFuse(client: Client, cell: string): DeletionFuse {
  const waiting: Waiting[] = [];
  let asking = false;

  async function askAll(): Promise<void> {
    asking = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      try {
        const verdicts = await ask(batch.map(({ request }) => request));
        for (const [index, { resolve, reject }] of batch.entries()) {
          const verdict = verdicts[index];
          if (verdict) resolve(verdict);
          else reject(new Failure('Unavailable', 'The deletion fuse left a question unanswered'));
        }
      } catch (error) {
        const failure = new Failure('Unavailable', `The deletion fuse gave no answer: ${String(error)}`);
        for (const { reject } of batch) reject(failure);
      }
    }
    asking = false;
  }

  function ask(requests: DeletionRequest[]): Promise<DeletionVerdict[]> {
    return client.withDeadline(Date.now() + ANSWER_MS, () =>
      client.workflow.executeUpdateWithStart(admitDeletionsUpdate, {
        args: [requests],
        startWorkflowOperation: new WithStartWorkflowOperation<(input: DeletionFuseInput) => Promise<void>>(
          DELETION_FUSE_WORKFLOW,
          {
            workflowId: deletionFuseWorkflowId(cell),
            taskQueue: taskQueues.workflows(cell),
            args: [{ cell }],
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `What was given up lately in cell ${cell}`,
          },
        ),
      }),
    );
  }

  return {
    admit(request) {
      return new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        if (!asking) void askAll();
      });
    },
  };
}
