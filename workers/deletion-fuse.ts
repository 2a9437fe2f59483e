import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { DeletionFuse } from '../activities/ports/deletion-fuse.ts';
import type { DeletionRequest, DeletionVerdict } from '../api/deletion-fuse.ts';
import {
  admitDeletionsUpdate,
  DELETION_FUSE_WORKFLOW,
  type DeletionFuseInput,
  deletionFuseWorkflowId,
  taskQueues,
} from '../workflows/contract.ts';
import { askedTogether } from './asked-together.ts';

const ANSWER_MS = 20_000;

/** The cell's fuse, an entity workflow that is started when it is first asked. */
export function createDeletionFuse(client: Client, cell: string): DeletionFuse {
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

  return { admit: askedTogether('The deletion fuse', ask) };
}
