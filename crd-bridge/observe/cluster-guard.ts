import { ForeignClusterError, type ClusterClient } from '../../api/cluster/index.ts';

/** Remembers whether the apiserver is still the one that we know: behind another, nothing that we know may be acted on. */
export interface ClusterGuard {
  /** Asks. Throws ForeignClusterError, or ClusterError when there is no answer. */
  verify(): Promise<void>;
  /** In words, what was found at the last answer; undefined while all is well. */
  foreign(): string | undefined;
}

export function createClusterGuard(client: Pick<ClusterClient, 'verifyClusterId'>): ClusterGuard {
  let foreign: string | undefined;
  return {
    async verify() {
      try {
        await client.verifyClusterId();
        foreign = undefined;
      } catch (error) {
        if (error instanceof ForeignClusterError) foreign = error.message;
        throw error;
      }
    },
    foreign: () => foreign,
  };
}
