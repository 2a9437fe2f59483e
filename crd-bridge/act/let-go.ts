import type { Logger } from 'pino';
import { objectKey, type ClusterClient } from '../../api/cluster/index.ts';
import { NODE_FINALIZER } from '../../api/groups.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';

export interface LetGoOptions {
  client: Pick<ClusterClient, 'get' | 'createEvent'>;
  /** This process's name. */
  by: string;
  log: Logger;
}

/**
 * A node whose workflow has run to its end was let go for good, and its uid is never used again: an object that is still
 * there, with our finalizer, comes out of a backup. Its machine may be another's by now, so nothing is done for it.
 */
export function createLetGo({ client, by, log }: LetGoOptions) {
  return async function onLetGo({ metadata }: ComputeNode): Promise<void> {
    const node = await client.get(computeNode, { namespace: metadata.namespace, name: metadata.name });
    // What the watch showed may have gone meanwhile, as it should.
    if (!node || node.metadata.uid !== metadata.uid || !node.metadata.finalizers?.includes(NODE_FINALIZER)) return;
    const message =
      `${objectKey(metadata)} of uid ${metadata.uid} was taken down and let go before: it is back out of a backup. ` +
      'Nothing is installed or undone for it; delete it and remove its finalizer, and apply it anew if it is wanted.';
    log.warn({ kind: 'ComputeNode', namespace: metadata.namespace, name: metadata.name }, message);
    await client.createEvent({ about: node, by, type: 'Warning', reason: 'Held', message, key: 'let-go' });
  };
}
