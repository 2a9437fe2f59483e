import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { acknowledgeRestoreUpdate, clusterWorkflowId } from '../../workflows/contract.ts';
import { CommandError } from '../exit.ts';
import { type Session, withSession } from '../session.ts';

const ANSWER_MS = 30_000;

export function addAcknowledgeRestore(program: Command): void {
  program
    .command('acknowledge-restore')
    .description('goes on with an apiserver whose etcd was restored from a backup')
    .requiredOption('--why <text>', 'for the record')
    .action(({ why }: { why: string }, command: Command) =>
      withSession(command, async (session) => session.print(await acknowledge(session, why))),
    );
}

async function acknowledge(session: Session, why: string): Promise<string> {
  const cluster = session.cluster();
  const [clusterId, revision] = [await cluster.clusterId(), await cluster.revision(computeNode)];
  const client = await session.temporal();
  const handle = client.workflow.getHandle(clusterWorkflowId(clusterId));
  const request = { by: session.by, why, revision };
  try {
    return await client.withDeadline(Date.now() + (session.timeoutMs ?? ANSWER_MS), () =>
      handle.executeUpdate(acknowledgeRestoreUpdate, { args: [request] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw new CommandError(error.cause?.message ?? error.message);
    if (error instanceof WorkflowNotFoundError) {
      throw new CommandError(
        `Nothing is known of cluster ${clusterId} in this Temporal namespace: no bridge of it was up.`,
      );
    }
    throw error;
  }
}
