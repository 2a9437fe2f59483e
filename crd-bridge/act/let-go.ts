import type { Logger } from 'pino';
import { objectKey, type ClusterClient } from '../../api/cluster/index.ts';
import type { Resource } from '../../api/kinds/kind.ts';
import type { BridgedKind } from '../kinds/bridged-kind.ts';

export interface LetGoOptions {
  client: Pick<ClusterClient, 'get' | 'createEvent'>;
  /** This process's name. */
  by: string;
  log: Logger;
}

/**
 * An object whose workflow has run to its end was let go for good, and its uid is never used again: one that is still
 * there, with our finalizer, comes out of a backup. Its machine may be another's by now, so nothing is done for it.
 */
export function createLetGo({ client, by, log }: LetGoOptions) {
  return async function onLetGo({ kind, chain }: BridgedKind, { metadata }: Resource): Promise<void> {
    const object = await client.get(kind, { namespace: metadata.namespace, name: metadata.name });
    // What the watch showed may have gone meanwhile, as it should.
    const isThere = object !== undefined && object.metadata.uid === metadata.uid;
    if (!isThere || !object.metadata.finalizers?.includes(chain?.finalizer?.name ?? '')) return;
    const message =
      `${objectKey(metadata)} of uid ${metadata.uid} was taken down and let go before: it is back out of a backup. ` +
      'Nothing is installed or undone for it; delete it and remove its finalizer, and apply it anew if it is wanted.';
    log.warn({ kind: kind.kind, namespace: metadata.namespace, name: metadata.name }, message);
    await client.createEvent({ about: object, by, type: 'Warning', reason: 'Held', message, key: 'let-go' });
  };
}
