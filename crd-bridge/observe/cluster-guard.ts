import {
  createRevisionMemory,
  ForeignClusterError,
  RestoredClusterError,
  type ClusterClient,
} from '../../api/cluster/index.ts';
import type { ClusterMark, ClusterSighting } from '../../workflows/contract.ts';

/**
 * Remembers whether the apiserver is the one that we know, and goes on from where it was: behind another one, or one that
 * was restored from a backup, nothing that we know may be acted on.
 */
export interface ClusterGuard {
  /** Asks. Throws ForeignClusterError or RestoredClusterError, or ClusterError when there is no answer. */
  verify(): Promise<void>;
  /** In words, why everything is held; undefined while all is well. */
  held(): string | undefined;
  /** Whether that is for a restored backup. */
  isRestored(): boolean;
  /** A resourceVersion that came by. */
  saw(resourceVersion: string | undefined): void;
  /** What the mark's keeper is to be told; undefined when it knows of a restore already. */
  sighting(by: string): ClusterSighting | undefined;
  /** Takes over the mark that is kept outside of etcd. */
  learn(mark: ClusterMark): void;
}

export function createClusterGuard(
  client: Pick<ClusterClient, 'verifyClusterId' | 'revision' | 'connection'>,
): ClusterGuard {
  const memory = createRevisionMemory(client);
  let foreign: string | undefined;
  let restored: RestoredClusterError | undefined;
  let mark: ClusterMark | undefined;
  let verifying: Promise<void> | undefined;

  async function verify(): Promise<void> {
    try {
      await client.verifyClusterId();
      foreign = undefined;
      // Once found it stays so, however far etcd comes again.
      if (restored) throw restored;
      await memory.verify();
    } catch (error) {
      if (error instanceof ForeignClusterError) foreign = error.message;
      if (error instanceof RestoredClusterError) restored = error;
      throw error;
    }
  }

  return {
    // A dozen watches that lost one connection ask once.
    verify: () => (verifying ??= verify().finally(() => (verifying = undefined))),
    held() {
      if (foreign !== undefined) return foreign;
      if (restored) return restored.message;
      return mark ? undefined : 'it is not known yet how far etcd had come before: Temporal, or a worker, is awaited';
    },
    isRestored: () => restored !== undefined,
    saw(resourceVersion) {
      if (!foreign && !restored) memory.saw(resourceVersion);
    },
    sighting(by) {
      if (restored && mark?.restored) return undefined;
      return { by, epoch: memory.epoch, highest: memory.highest, found: restored?.found };
    },
    learn(told) {
      // An acknowledged restore begins a new epoch; nothing else ends a hold.
      if (told.epoch > memory.epoch) restored = undefined;
      mark = told;
      memory.learn(told);
      if (!told.restored) return;
      const { highest, found } = told.restored;
      restored ??= new RestoredClusterError(client.connection.config.server, highest, found);
    },
  };
}
