import type { z } from 'zod';
import { apiVersionOf, type Kind, type ObjectMeta, type Resource } from '../kinds/kind.ts';
import { FIELD_MANAGER } from '../groups.ts';
import { type ClusterIdentity, clusterIdentity } from './cluster-id.ts';
import { type Call, type Connection, type ConnectionOptions, openConnection } from './connection.ts';
import { eventBody, type NewEvent, type Secret, secretOf } from './core-objects.ts';
import { isAlreadyExists, isNotFound } from './errors.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { collectionPath, objectKey, objectPath, type ObjectRef, withQuery } from './resource-path.ts';
import { type WatchEvent, watchEvents } from './watch-events.ts';

/** The object that a kind's schema describes, as the apiserver returns it. */
export type ResourceOf<K extends Kind> = Resource<z.output<K['schema']>>;
/** What is given to create one: defaulted fields may be left out. */
export type NewObject<K extends Kind> = { metadata: ObjectMeta } & z.input<K['schema']>;
/** A status on its way, with `metadata.resourceVersion` to fence it. */
export type StatusUpdate<K extends Kind> = { metadata: ObjectMeta; status: StatusOf<K> };
type StatusOf<K extends Kind> =
  unknown extends z.output<K['schema']>
    ? object
    : z.output<K['schema']> extends { status?: infer Status }
      ? NonNullable<Status>
      : never;

export interface ObjectList<T> {
  items: T[];
  /** Where a watch goes on from. */
  resourceVersion: string;
}

export interface ListOptions<T = never> {
  namespace?: string;
  /** What of each object is kept; all unless given. Of a list of pages no more than one is held in whole. */
  keep?: (object: T) => T;
  labelSelector?: string;
  /** Objects asked for at a time, default 500. */
  limit?: number;
  /** From the apiserver's memory, as with `get`. */
  mayLag?: boolean;
  signal?: AbortSignal;
}

export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

export interface WatchOptions {
  resourceVersion: string;
  timeoutSeconds: number;
  signal?: AbortSignal;
}

/** Reads and writes objects. Every method throws ClusterError when the apiserver refuses, or does not answer. */
export interface ClusterClient extends ClusterIdentity {
  readonly connection: Connection;
  /**
   * Undefined only when the apiserver itself says NotFound. What `mayLag` comes from its memory: it may be a moment old, and
   * costs etcd nothing.
   */
  get<K extends Kind>(kind: K, ref: ObjectRef, options?: { mayLag?: boolean }): Promise<ResourceOf<K> | undefined>;
  /** All pages, from one moment in time. */
  list<K extends Kind>(kind: K, options?: ListOptions<ResourceOf<K>>): Promise<ObjectList<ResourceOf<K>>>;
  /** Where etcd is now, by a read that no cache can answer from the past. */
  revision(kind: Kind): Promise<string>;
  watch<K extends Kind>(kind: K, options: WatchOptions): Promise<AsyncIterable<WatchEvent<ResourceOf<K>>>>;
  /** AlreadyExists (409) when the name is taken: that is how claims are won and lost. */
  create<K extends Kind>(kind: K, object: NewObject<K>): Promise<ResourceOf<K>>;
  /**
   * Server-side apply on /status: always the whole status, or with `beside` all that is written under that name. With a
   * stale resourceVersion: Conflict.
   */
  applyStatus<K extends Kind>(kind: K, object: StatusUpdate<K>, options?: { beside?: string }): Promise<ResourceOf<K>>;
  /** JSON merge patch of anything but status. `resourceVersion` makes it Conflict when somebody wrote in between. */
  mergePatch<K extends Kind>(
    kind: K,
    ref: ObjectRef,
    patch: object,
    options?: { resourceVersion?: string },
  ): Promise<ResourceOf<K>>;
  /** 'gone' when there was nothing to delete. With another uid, or when somebody wrote since `resourceVersion`: Conflict. */
  delete(kind: Kind, ref: ObjectRef, options?: Preconditions): Promise<'deleted' | 'gone'>;
  /** Undefined when it does not exist. */
  getSecret(ref: { namespace: string; name: string }): Promise<Secret | undefined>;
  /** A Kubernetes Event. Its name is made from `key`, so that saying it again adds nothing. */
  createEvent(event: NewEvent): Promise<void>;
  /** Any call, for tests and for what has no kind: the answer's JSON. */
  raw(call: Omit<Call, 'what'>): Promise<unknown>;
  close(): void;
}

export interface ClientOptions extends ConnectionOptions {
  /** Who the fields belong to in server-side apply. */
  fieldManager?: string;
}

/** Lists of hundreds of large objects take longer than one call's usual time. */
const LIST_TIMEOUT_MS = 30_000;
const PAGE = 500;

export function createClusterClient(config: ClusterConfig, options: ClientOptions = {}): ClusterClient {
  const connection = openConnection(config, options);
  const fieldManager = options.fieldManager ?? FIELD_MANAGER;

  async function json<T>(call: Call): Promise<T> {
    return JSON.parse(await connection.send(call)) as T;
  }

  /** Undefined for what the apiserver says does not exist. */
  async function orAbsent<T>(call: Call): Promise<T | undefined> {
    try {
      return await json<T>(call);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function list<K extends Kind>(
    kind: K,
    { namespace, labelSelector, keep, limit = PAGE, mayLag = false, signal }: ListOptions<ResourceOf<K>> = {},
  ) {
    const items: ResourceOf<K>[] = [];
    for (let next: string | undefined; ;) {
      const from = mayLag && next === undefined ? { resourceVersion: 0 } : { continue: next };
      const path = withQuery(collectionPath(kind, namespace), { labelSelector, limit, ...from });
      const call: Call = { what: `Listing ${kind.plural}`, method: 'GET', path, timeoutMs: LIST_TIMEOUT_MS, signal };
      const page = await json<{ metadata: { resourceVersion: string; continue?: string }; items: ResourceOf<K>[] }>(
        call,
      );
      items.push(...(keep ? page.items.map(keep) : page.items));
      next = page.metadata.continue || undefined;
      if (next === undefined) return { items, resourceVersion: page.metadata.resourceVersion };
    }
  }

  return {
    connection,
    ...clusterIdentity(connection),
    get(kind, ref, { mayLag = false } = {}) {
      const path = objectPath(kind, ref);
      const what = `Reading ${words(kind, ref)}`;
      return orAbsent({ what, method: 'GET', path: mayLag ? withQuery(path, { resourceVersion: 0 }) : path });
    },
    list,
    async revision(kind) {
      const call: Call = {
        what: 'Reading the revision of etcd',
        method: 'GET',
        path: withQuery(collectionPath(kind), { limit: 1 }),
      };
      const { metadata } = await json<{ metadata: { resourceVersion: string } }>(call);
      return metadata.resourceVersion;
    },
    async watch(kind, { resourceVersion, timeoutSeconds, signal }) {
      const query = { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds };
      const path = withQuery(collectionPath(kind), query);
      return watchEvents(await connection.stream({ what: `Watching ${kind.plural}`, method: 'GET', path, signal }));
    },
    create(kind, object) {
      return json({
        what: `Creating ${words(kind, object.metadata)}`,
        method: 'POST',
        path: withQuery(collectionPath(kind, object.metadata.namespace), { fieldManager }),
        body: { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind },
      });
    },
    applyStatus(kind, object, { beside } = {}) {
      const { name, namespace, resourceVersion } = object.metadata;
      const owner = beside === undefined ? fieldManager : `${fieldManager}-${beside}`;
      return json({
        what: `Writing the status of ${words(kind, object.metadata)}`,
        method: 'PATCH',
        path: withQuery(objectPath(kind, object.metadata, 'status'), { fieldManager: owner, force: true }),
        contentType: 'application/apply-patch+yaml',
        body: {
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          metadata: { name, namespace, resourceVersion },
          status: object.status,
        },
      });
    },
    mergePatch(kind, ref, patch, { resourceVersion } = {}) {
      const { metadata, ...rest } = patch as { metadata?: object };
      return json({
        what: `Changing ${words(kind, ref)}`,
        method: 'PATCH',
        path: withQuery(objectPath(kind, ref), { fieldManager }),
        contentType: 'application/merge-patch+json',
        body: { ...rest, metadata: { ...metadata, resourceVersion } },
      });
    },
    async delete(kind, ref, preconditions) {
      const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions };
      const call: Call = { what: `Deleting ${words(kind, ref)}`, method: 'DELETE', path: objectPath(kind, ref), body };
      return (await orAbsent(call)) === undefined ? 'gone' : 'deleted';
    },
    async getSecret({ namespace, name }) {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
      const secret = await orAbsent({ what: `Reading Secret ${namespace}/${name}`, method: 'GET', path });
      return secret === undefined ? undefined : secretOf(secret);
    },
    async createEvent(event) {
      const { path, body } = eventBody(event);
      try {
        await connection.send({
          what: `Saying ${event.reason} of ${event.about.kind} ${objectKey(event.about.metadata)}`,
          method: 'POST',
          path,
          body,
        });
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
      }
    },
    raw: (call) => json({ ...call, what: `${call.method} ${call.path}` }),
    close: () => connection.close(),
  };
}

function words(kind: Kind, ref: ObjectRef): string {
  return `${kind.kind} ${objectKey(ref)}`;
}
