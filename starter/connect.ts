import { Client, Connection } from '@temporalio/client';
import { type ClusterClient, createClusterClient, loadClusterConfig } from '../api/cluster/index.ts';
import { CommandError } from './exit.ts';
import type { Targets } from './targets.ts';

const CONNECT_MS = 5_000;

/** The two that a command talks to, each connected when it is first needed. */
export interface Connections {
  cluster(): ClusterClient;
  temporal(): Promise<Client>;
  close(): Promise<void>;
}

export function createConnections({ kubeconfig, temporal }: Targets): Connections {
  let cluster: ClusterClient | undefined;
  let client: Client | undefined;
  return {
    cluster() {
      cluster ??= createClusterClient(loadClusterConfig({ path: kubeconfig }), { requestMs: CONNECT_MS });
      return cluster;
    },
    async temporal() {
      client ??= new Client({ connection: await connect(temporal.address), namespace: temporal.namespace });
      return client;
    },
    async close() {
      cluster?.close();
      await client?.connection.close();
    },
  };
}

async function connect(address: string): Promise<Connection> {
  try {
    return await Connection.connect({ address, connectTimeout: CONNECT_MS });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `No connection to Temporal at ${address} (${why}): is it running there? --temporal-address or --state-dir says where.`,
    );
  }
}
