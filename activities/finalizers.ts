import { type ClusterClient, isConflict } from '../api/cluster/index.ts';
import type { Kind, Resource } from '../api/kinds/kind.ts';
import { Failure } from './failure.ts';

type Client = Pick<ClusterClient, 'get' | 'mergePatch'>;
type Writer = Pick<Client, 'mergePatch'>;

/** Lets an object go: only one of which the deletion is seen. Nothing to do when it is gone. */
export async function letGo(
  client: Client,
  kind: Kind,
  ref: { namespace: string; name: string; uid: string },
  finalizer: string,
): Promise<void> {
  const object = (await client.get(kind, ref)) as Resource | undefined;
  if (object?.metadata.uid !== ref.uid) return;
  if (!object.metadata.deletionTimestamp) {
    const message = `${kind.kind} ${ref.namespace}/${ref.name} is not being deleted: its finalizer stays`;
    throw new Failure('Conflict', message);
  }
  await removeFinalizer(client, kind, object, finalizer);
}

export function removeFinalizer(client: Writer, kind: Kind, object: Resource, finalizer: string): Promise<void> {
  const { finalizers = [] } = object.metadata;
  const rest = finalizers.filter((name) => name !== finalizer);
  return setFinalizers(client, kind, object, rest);
}

/** Throws RaceLost when somebody wrote the object since it was read. */
export async function setFinalizers(
  client: Writer,
  kind: Kind,
  { metadata }: Resource,
  finalizers: string[],
): Promise<void> {
  const { resourceVersion, namespace, name } = metadata;
  try {
    await client.mergePatch(kind, metadata, { metadata: { finalizers } }, { resourceVersion });
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw new Failure('RaceLost', `${kind.kind} ${namespace}/${name} changed while its finalizers were written`);
  }
}
