import { isDeepStrictEqual } from 'node:util';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { POOL_LABEL, POOL_UID_LABEL } from '../../api/groups.ts';
import { controllerRevision, type ControllerRevision } from '../../api/kinds/controller-revision.ts';
import { type NodePool, nodeTemplate, type NodeTemplate } from '../../api/kinds/node-pool.ts';
import { type PoolRevision, recordRevision, revisionHash } from '../../api/pool/revisions.ts';

/** A template that the pool has, or had, and where it is kept. */
export type KeptRevision = PoolRevision<NodeTemplate> & { readonly object: ControllerRevision['metadata'] };

type Client = Pick<ClusterClient, 'list' | 'create' | 'mergePatch' | 'delete'>;

/** Those that are kept, the oldest first. What can't be read as a template is none. */
export async function readRevisions(client: Pick<Client, 'list'>, { metadata }: NodePool): Promise<KeptRevision[]> {
  const labelSelector = `${POOL_UID_LABEL}=${metadata.uid}`;
  const { items } = await client.list(controllerRevision, { namespace: metadata.namespace, labelSelector });
  return items.flatMap(keptRevision).sort((a, b) => a.number - b.number);
}

/** Writes the present template down when it is new, and forgets what nobody needs any more. */
export async function keepRevisions(
  client: Client,
  pool: NodePool,
  known: readonly KeptRevision[],
  used: ReadonlySet<string>,
): Promise<PoolRevision<NodeTemplate>[]> {
  const template = nodeTemplate.parse(pool.spec.template);
  const hash = hashOf(template, known);
  const limit = pool.spec.revisionHistoryLimit;
  const kept = recordRevision(known, { hash, template }, { limit, used, now: Date.now() });
  for (const revision of kept) await write(client, pool, revision, known);
  const hashes = new Set(kept.map((revision) => revision.hash));
  await forget(
    client,
    known.filter((revision) => !hashes.has(revision.hash)),
  );
  return kept;
}

export async function forget(client: Pick<Client, 'delete'>, revisions: readonly KeptRevision[]): Promise<void> {
  for (const { object } of revisions) {
    const { namespace, name, uid } = object;
    await client.delete(controllerRevision, { namespace, name }, { uid });
  }
}

/**
 * Templates are compared as they are read today: a field that a later version knows and fills in makes nothing new. What
 * its nodes are called makes no other template either.
 */
function hashOf(template: NodeTemplate, known: readonly KeptRevision[]): string {
  const wanted = essenceOf(template);
  const same = known.find((revision) => isDeepStrictEqual(essenceOf(revision.template), wanted));
  return same?.hash ?? revisionHash(wanted);
}

function essenceOf({ metadata: { labels }, spec }: NodeTemplate): unknown {
  return JSON.parse(JSON.stringify({ labels, spec })) as unknown;
}

async function write(
  client: Client,
  { metadata }: NodePool,
  { hash, number, template }: PoolRevision<NodeTemplate>,
  known: readonly KeptRevision[],
): Promise<void> {
  const before = known.find((revision) => revision.hash === hash);
  if (before?.number === number) return;
  const { name, namespace, uid = '' } = metadata;
  if (before) {
    await client.mergePatch(controllerRevision, { namespace, name: before.object.name }, { revision: number });
    return;
  }
  const labels = { [POOL_LABEL]: name, [POOL_UID_LABEL]: uid };
  const object = { name: `${name.slice(0, 200)}-${hash}`, namespace, labels };
  await client.create(controllerRevision, { metadata: object, revision: number, data: template });
}

function keptRevision({ metadata, revision, data }: ControllerRevision): KeptRevision[] {
  const { success, data: template } = nodeTemplate.safeParse(data);
  if (!success) return [];
  const hash = metadata.name.slice(metadata.name.lastIndexOf('-') + 1);
  const createdAt = Date.parse(metadata.creationTimestamp ?? '');
  return [{ number: revision, hash, template, createdAt, object: metadata }];
}
