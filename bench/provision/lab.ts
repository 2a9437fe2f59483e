import { type Client, Client as TemporalClient, Connection } from '@temporalio/client';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { openCluster } from '../../hack/cluster/objects.ts';
import type { Stack } from '../../hack/stack/stack.ts';
import { createNodeWatch, type NodeWatch } from './node-watch.ts';

/** A running stack, and what the benchmark looks at it with. */
export interface Lab {
  stack: Stack;
  cluster: ClusterClient;
  temporal: Client;
  nodes: NodeWatch;
  say(line: string): void;
  close(): Promise<void>;
}

export async function openLab(stack: Stack, say: (line: string) => void): Promise<Lab> {
  const { kubeconfig, temporal } = stack.file;
  const cluster = openCluster(kubeconfig);
  const connection = await Connection.connect({ address: temporal.address });
  const nodes = createNodeWatch(cluster);
  await nodes.synced;
  return {
    stack,
    cluster,
    temporal: new TemporalClient({ connection, namespace: temporal.namespace }),
    nodes,
    say,
    async close() {
      nodes.stop();
      cluster.close();
      await connection.close();
    },
  };
}

/** The apiserver's own metrics, as text. */
export function apiserverMetrics(cluster: ClusterClient): Promise<string> {
  return cluster.connection.send({ what: "Reading the apiserver's metrics", method: 'GET', path: '/metrics' });
}
