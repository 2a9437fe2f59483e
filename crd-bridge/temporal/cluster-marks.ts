import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import {
  CLUSTER_WORKFLOW,
  type ClusterInput,
  type ClusterMark,
  clusterMarkQuery,
  type ClusterSighting,
  clusterWorkflowId,
  sightingUpdate,
  taskQueues,
} from '../../workflows/contract.ts';

/** The workflow that remembers how far etcd had come. Every method throws when Temporal, or a worker, does not answer. */
export interface ClusterMarks {
  /** Starts it unless it is open. */
  tell(sighting: ClusterSighting): Promise<ClusterMark>;
  /** Only asks, which leaves no trace in its history. */
  read(): Promise<ClusterMark>;
}

export interface ClusterMarksOptions {
  client: Client;
  cell: string;
  clusterId: string;
}

const CALL_MS = 10_000;

export function createClusterMarks({ client, cell, clusterId }: ClusterMarksOptions): ClusterMarks {
  const workflowId = clusterWorkflowId(clusterId);
  const within = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_MS, call);

  return {
    tell(sighting) {
      const input: ClusterInput = { clusterId };
      return within(() =>
        client.workflow.executeUpdateWithStart(sightingUpdate, {
          args: [sighting],
          startWorkflowOperation: new WithStartWorkflowOperation(CLUSTER_WORKFLOW, {
            workflowId,
            taskQueue: taskQueues.workflows(cell),
            args: [input],
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `cluster ${clusterId}: how far its etcd has come`,
          }),
        }),
      );
    },
    read: () => within(() => client.workflow.getHandle(workflowId).query(clusterMarkQuery)),
  };
}
