import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { ClusterError, isNotFound } from './errors.ts';

/** Thrown when the apiserver belongs to another cluster than before: its objects are not those that we know. */
export class ForeignClusterError extends Error {
  constructor(server: string, known: string, found: string) {
    super(
      `The apiserver at ${server} is another cluster now (kube-system has uid ${found}, was ${known}): ` +
        'everything is held; bring the old cluster back, or restart this process to accept the new one.',
    );
    this.name = 'ForeignClusterError';
  }
}

export interface ClusterIdentity {
  /**
   * The uid of the kube-system namespace, which stands for the cluster (etcd's content, not its address).
   * Asked once; a new apiserver makes that namespace seconds after its start, so it is waited for.
   */
  clusterId(signal?: AbortSignal): Promise<string>;
  /** Asks again. Throws ForeignClusterError when it is no longer the same, ClusterError when there is no answer. */
  verifyClusterId(): Promise<void>;
}

const WAIT_MS = 500;

export function clusterIdentity(connection: Connection): ClusterIdentity {
  let known: string | undefined;

  async function ask(): Promise<string> {
    const call = { what: 'Reading the cluster id', method: 'GET', path: '/api/v1/namespaces/kube-system' } as const;
    const { metadata } = JSON.parse(await connection.send(call)) as { metadata: { uid: string } };
    return metadata.uid;
  }

  return {
    async clusterId(signal) {
      while (known === undefined) {
        try {
          known = await ask();
        } catch (error) {
          if (!isNotFound(error) || signal?.aborted) throw error;
          await sleep(WAIT_MS, undefined, { signal }).catch(() => undefined);
        }
      }
      return known;
    },
    async verifyClusterId() {
      const found = await ask().catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        throw new ClusterError({
          status: 404,
          reason: 'NotFound',
          message: `${connection.config.server} has no kube-system namespace yet.`,
        });
      });
      known ??= found;
      if (found !== known) throw new ForeignClusterError(connection.config.server, known, found);
    },
  };
}
