import { computeNode } from '../kinds/compute-node.ts';
import { isNewer } from '../resource-version.ts';
import type { ClusterClient } from './client.ts';

/** Thrown when etcd stands below a revision that it had reached: it was restored, and what was made since is missing. */
export class RestoredClusterError extends Error {
  readonly highest: string;
  readonly found: string;

  constructor(server: string, highest: string, found: string) {
    super(
      `The apiserver at ${server} went back in time: its etcd was at revision ${highest} and then at ${found}. ` +
        'It was restored from a backup, and claims and addresses made since are missing in it: everything is held. ' +
        'See to it, then run bedplate acknowledge-restore.',
    );
    this.name = 'RestoredClusterError';
    this.highest = highest;
    this.found = found;
  }
}

/** How far etcd had come when it was last seen. It only goes on, unless somebody restores it from a backup. */
export interface RevisionMemory {
  /** A resourceVersion that came by. */
  saw(resourceVersion: string | undefined): void;
  /** Takes over what others remember; after an acknowledged restore (a later epoch) in place of what was seen. */
  learn(mark: { epoch: number; highest: string }): void;
  readonly epoch: number;
  readonly highest: string;
  /** Asks etcd where it is now. Throws RestoredClusterError when that is below what was known before the question. */
  verify(): Promise<void>;
}

export function createRevisionMemory(client: Pick<ClusterClient, 'revision' | 'connection'>): RevisionMemory {
  let epoch = 0;
  let highest = '0';

  function saw(resourceVersion: string | undefined): void {
    if (isNewer(resourceVersion, highest)) highest = resourceVersion ?? highest;
  }

  return {
    saw,
    learn(mark) {
      if (mark.epoch < epoch) return;
      if (mark.epoch === epoch) return saw(mark.highest);
      ({ epoch, highest } = mark);
    },
    get epoch() {
      return epoch;
    },
    get highest() {
      return highest;
    },
    async verify() {
      const [before, asked] = [highest, epoch];
      const found = await client.revision(computeNode);
      // What was learned meanwhile counts from another beginning.
      if (epoch !== asked) return;
      if (isNewer(before, found)) throw new RestoredClusterError(client.connection.config.server, before, found);
      saw(found);
    },
  };
}
