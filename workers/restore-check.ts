import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { Failure } from '../activities/failure.ts';
import { type ClusterClient, RestoredClusterError, type RevisionMemory } from '../api/cluster/index.ts';
import { type ClusterMark, clusterMarkQuery, clusterWorkflowId } from '../workflows/contract.ts';

export interface RestoreCheckOptions {
  client: Pick<ClusterClient, 'clusterId' | 'connection'>;
  memory: RevisionMemory;
  /** Reads what the bridge keeps outside of etcd; undefined when there is nothing. */
  readMark: () => Promise<ClusterMark | undefined>;
  /** Milliseconds for which an answer holds, unless the connection was lost. */
  holdsMs?: number;
}

/**
 * Before something is claimed: an etcd that was restored from a backup knows nothing of the claims made since, so nobody
 * is given anything until a person has seen to it. Throws Unavailable.
 */
export function createRestoreCheck({ client, memory, readMark, holdsMs = 1_000 }: RestoreCheckOptions) {
  let passed = { at: -Infinity, connection: 0 };

  return async function check(): Promise<void> {
    const connection = client.connection.opened();
    if (passed.connection === connection && performance.now() - passed.at < holdsMs) return;
    const mark = await readMark();
    if (mark) memory.learn(mark);
    if (mark?.restored) {
      const { highest, found } = mark.restored;
      throw held(new RestoredClusterError(client.connection.config.server, highest, found));
    }
    await memory.verify().catch((error: unknown) => {
      throw error instanceof RestoredClusterError ? held(error) : error;
    });
    passed = { at: performance.now(), connection: client.connection.opened() };
  };
}

function held(error: RestoredClusterError): Failure {
  return new Failure('Unavailable', `Nothing is claimed: ${error.message}`);
}

export function markReader(client: Pick<ClusterClient, 'clusterId'>, temporal: Client) {
  return async function readMark(): Promise<ClusterMark | undefined> {
    const handle = temporal.workflow.getHandle(clusterWorkflowId(await client.clusterId()));
    try {
      return await handle.query(clusterMarkQuery);
    } catch (error) {
      // No bridge of this cluster was ever up: nothing was claimed either.
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  };
}
