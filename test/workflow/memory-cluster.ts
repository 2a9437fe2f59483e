import { randomUUID } from 'node:crypto';
import {
  type ClusterClient,
  ClusterError,
  type ListOptions,
  type NewObject,
  objectKey,
  type ObjectRef,
  type Preconditions,
  type ResourceOf,
  type WatchOptions,
} from '../../api/cluster/index.ts';
import { apiVersionOf, type Kind, type ObjectMeta, type Resource } from '../../api/kinds/kind.ts';

/** A write that is about to be made. */
export interface Write {
  verb: 'create' | 'patch' | 'delete';
  kind: string;
  name: string;
}

type Event = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; kind: string; version: number; object: Resource };
type Json = { [key: string]: unknown };

/**
 * A kube-apiserver in memory, as far as Bedplate's code can tell them apart: a taken name is a 409, a stale
 * resourceVersion or a foreign uid a conflict, and what bears a finalizer is marked for deletion before it goes.
 */
export class MemoryCluster implements ClusterClient {
  /** By uid of the object, then by whom it belongs to. */
  readonly #statusParts = new Map<string, ReadonlyMap<string, object>>();
  /** Called before each write: what it does comes first, what it throws is the apiserver's answer. */
  before: (write: Write) => void | Promise<void> = () => undefined;
  /** Every write that was made, such as "create AssetClaim r1-a01"; statuses apart. */
  readonly writes: string[] = [];
  id = `cluster-${randomUUID().slice(0, 8)}`;
  readonly #objects = new Map<string, Resource>();
  readonly #events: Event[] = [];
  readonly #watchers = new Set<() => void>();
  #version = 100;

  readonly connection = { opened: () => 1, close: () => undefined } as unknown as ClusterClient['connection'];

  async clusterId(): Promise<string> {
    return this.id;
  }

  async verifyClusterId(): Promise<void> {}

  async get<K extends Kind>(kind: K, ref: ObjectRef): Promise<ResourceOf<K> | undefined> {
    return structuredClone(this.#objects.get(keyOf(kind, ref))) as ResourceOf<K> | undefined;
  }

  async revision(): Promise<string> {
    return String(this.#version);
  }

  async list<K extends Kind>(kind: K, { namespace, labelSelector, keep }: ListOptions<ResourceOf<K>> = {}) {
    const items = [...this.#objects.values()].filter(
      (object) =>
        object.kind === kind.kind &&
        (namespace === undefined || object.metadata.namespace === namespace) &&
        isSelected(object.metadata, labelSelector),
    );
    const found = structuredClone(items) as ResourceOf<K>[];
    return { items: keep ? found.map(keep) : found, resourceVersion: String(this.#version) };
  }

  async watch<K extends Kind>(kind: K, { resourceVersion, signal }: WatchOptions) {
    return this.#follow<ResourceOf<K>>(kind, Number(resourceVersion), signal);
  }

  async create<K extends Kind>(kind: K, object: NewObject<K>): Promise<ResourceOf<K>> {
    const { metadata, ...body }: { metadata: ObjectMeta } = object;
    await this.before({ verb: 'create', kind: kind.kind, name: metadata.name });
    if (this.#objects.has(keyOf(kind, metadata))) throw refuse(409, 'AlreadyExists', kind, metadata);
    const made = {
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: {
        ...structuredClone(metadata),
        uid: metadata.uid ?? randomUUID(),
        generation: 1,
        creationTimestamp: new Date().toISOString(),
      },
      ...(kind.schema.parse(body) as object),
    };
    this.writes.push(`create ${kind.kind} ${metadata.name}`);
    return this.#store(kind, made, 'ADDED') as ResourceOf<K>;
  }

  /** Each owner has fields of its own, and lets go of those that it does not name any more. */
  async applyStatus<K extends Kind>(
    kind: K,
    { metadata, status }: { metadata: ObjectMeta; status: object },
    { beside = '' }: { beside?: string } = {},
  ) {
    const found = this.#require(kind, metadata, metadata.resourceVersion);
    const { uid = '' } = found.metadata;
    const parts = new Map(this.#statusParts.get(uid)).set(beside, plain(status) as object);
    this.#statusParts.set(uid, parts);
    const whole: object = Object.assign({}, ...parts.values());
    return this.#store(kind, { ...found, status: whole } as Resource, 'MODIFIED') as ResourceOf<K>;
  }

  async mergePatch<K extends Kind>(
    kind: K,
    ref: ObjectRef,
    patch: object,
    { resourceVersion }: { resourceVersion?: string } = {},
  ): Promise<ResourceOf<K>> {
    await this.before({ verb: 'patch', kind: kind.kind, name: ref.name });
    const found = this.#require(kind, ref, resourceVersion);
    const patched = merged(found, plain(patch)) as Resource & { spec?: unknown };
    if (JSON.stringify(patched) === JSON.stringify(found)) return structuredClone(found) as ResourceOf<K>;
    const specChanged = JSON.stringify(patched.spec) !== JSON.stringify((found as { spec?: unknown }).spec);
    if (specChanged) patched.metadata.generation = (found.metadata.generation ?? 0) + 1;
    this.writes.push(`patch ${kind.kind} ${ref.name}`);
    return this.#store(kind, patched, 'MODIFIED') as ResourceOf<K>;
  }

  async delete(kind: Kind, ref: ObjectRef, { uid, resourceVersion }: Preconditions = {}): Promise<'deleted' | 'gone'> {
    await this.before({ verb: 'delete', kind: kind.kind, name: ref.name });
    const found = this.#objects.get(keyOf(kind, ref));
    if (!found) return 'gone';
    if (uid !== undefined && uid !== found.metadata.uid) throw refuse(409, 'Conflict', kind, ref);
    this.#require(kind, ref, resourceVersion);
    if (found.metadata.deletionTimestamp) return 'deleted';
    this.writes.push(`delete ${kind.kind} ${ref.name}`);
    const metadata = { ...found.metadata, deletionTimestamp: new Date().toISOString() };
    this.#store(kind, { ...found, metadata }, 'MODIFIED');
    return 'deleted';
  }

  /** Gone as if it had never been: what a restored etcd looks like. */
  forget(kind: Kind, ref: ObjectRef): void {
    const found = this.#objects.get(keyOf(kind, ref));
    if (found) this.#remove(kind, found);
  }

  /** Versions of the Secrets that exist, by `namespace/name`. */
  readonly secrets = new Map<string, string>();

  async getSecret({ namespace, name }: { namespace: string; name: string }) {
    const version = this.secrets.get(`${namespace}/${name}`);
    return version === undefined ? undefined : { version, values: {} };
  }

  async createEvent(): Promise<void> {}

  async raw(): Promise<never> {
    throw new Error('There is no HTTP behind this cluster.');
  }

  close(): void {}

  #require(kind: Kind, ref: ObjectRef, resourceVersion: string | undefined): Resource {
    const found = this.#objects.get(keyOf(kind, ref));
    if (!found) throw refuse(404, 'NotFound', kind, ref);
    if (resourceVersion !== undefined && resourceVersion !== found.metadata.resourceVersion) {
      throw refuse(409, 'Conflict', kind, ref);
    }
    return found;
  }

  /** An object marked for deletion goes with its last finalizer. */
  #store(kind: Kind, object: Resource, type: 'ADDED' | 'MODIFIED'): Resource {
    const isDone = object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).length === 0;
    if (isDone) return this.#remove(kind, object);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: this.#nextVersion() } };
    this.#objects.set(keyOf(kind, object.metadata), stored);
    this.#tell(type, stored);
    return structuredClone(stored);
  }

  #remove(kind: Kind, object: Resource): Resource {
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: this.#nextVersion() } };
    this.#objects.delete(keyOf(kind, object.metadata));
    this.#tell('DELETED', last);
    return structuredClone(last);
  }

  #nextVersion(): string {
    this.#version += 1;
    return String(this.#version);
  }

  #tell(type: Event['type'], object: Resource): void {
    this.#events.push({ type, kind: object.kind, version: this.#version, object: structuredClone(object) });
    for (const wake of [...this.#watchers]) wake();
  }

  async *#follow<T>(kind: Kind, since: number, signal: AbortSignal | undefined) {
    let seen = this.#events.findIndex(({ version }) => version > since);
    if (seen < 0) seen = this.#events.length;
    while (!signal?.aborted) {
      for (; seen < this.#events.length; seen += 1) {
        const event = this.#events[seen];
        if (event?.kind === kind.kind) yield { type: event.type, object: structuredClone(event.object) as T };
      }
      await this.#news(signal);
    }
  }

  #news(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#watchers.delete(wake);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      this.#watchers.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }
}

function keyOf(kind: Kind, ref: ObjectRef): string {
  return `${kind.kind} ${objectKey({ name: ref.name, namespace: kind.namespaced ? ref.namespace : undefined })}`;
}

function refuse(status: number, reason: string, kind: Kind, ref: ObjectRef): ClusterError {
  return new ClusterError({ status, reason, message: `${kind.kind} ${objectKey(ref)}: ${reason}` });
}

/** "key=value", and "key" where any value does: Bedplate asks for nothing else. */
function isSelected({ labels = {} }: ObjectMeta, selector: string | undefined): boolean {
  const terms = (selector ?? '').split(',').filter((term) => term !== '');
  return terms.every((term) => {
    const [key = '', value] = term.split('=');
    return value === undefined ? labels[key] !== undefined : labels[key] === value;
  });
}

/** As it comes back over the wire: without fields that are undefined. */
function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** JSON merge patch (RFC 7386). */
function merged(target: unknown, patch: Json): Json {
  const result: Json = { ...(isObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isObject(value) ? merged(result[key], value) : value;
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
