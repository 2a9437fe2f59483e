import type { Resource } from '../kinds/kind.ts';
import { isNewer } from '../resource-version.ts';
import { objectKey, type ObjectRef } from './resource-path.ts';

export type StoreChange<T> =
  | { type: 'upsert'; object: T; previous?: T }
  /** `object` is the last that was known of it. */
  | { type: 'delete'; object: T };

/** What is known of one kind. Objects in it are shared: never change one. */
export interface Store<T extends Resource> {
  get(ref: ObjectRef): T | undefined;
  list(): T[];
  readonly size: number;
  /** Adds an index and answers its lookup. `valuesOf` must be pure; an object stands under each of its values. */
  index(valuesOf: (object: T) => readonly string[]): (value: string) => T[];
}

/** The writing side, for the reflector. Each method answers what changed by it. */
export interface WritableStore<T extends Resource> extends Store<T> {
  /** From the watch: ignored when not newer than what is there. */
  upsert(object: T): StoreChange<T>[];
  remove(object: T): StoreChange<T>[];
  /** From a write of our own: shows it before the watch does. */
  observe(object: T): StoreChange<T>[];
  /** Call before a list is asked for, and `replaceAll` with its items. */
  beginReplace(): void;
  replaceAll(items: readonly T[]): StoreChange<T>[];
}

interface Index<T> {
  valuesOf(object: T): readonly string[];
  /** A set only where a value has several: of most indexes nearly none does, and 100,000 sets take 20 MB. */
  keys: Map<string, string | Set<string>>;
}

/** Uids of deleted objects, remembered so that a late answer to our own write can't bring one back. */
const TOMBSTONES = 1000;

export function createStore<T extends Resource>(): WritableStore<T> {
  const objects = new Map<string, T>();
  const indexes: Index<T>[] = [];
  const tombstones = new Set<string>();
  let observedSinceBegin = new Set<string>();

  function put(key: string, object: T): StoreChange<T>[] {
    const previous = objects.get(key);
    if (previous) unindex(key, previous);
    objects.set(key, object);
    for (const index of indexes) enter(index, key, object);
    return [{ type: 'upsert', object, previous }];
  }

  function drop(key: string, last: T): StoreChange<T>[] {
    const known = objects.get(key);
    if (!known) return [];
    unindex(key, known);
    objects.delete(key);
    bury(known.metadata.uid);
    return [{ type: 'delete', object: last }];
  }

  function unindex(key: string, object: T): void {
    for (const { valuesOf, keys } of indexes) {
      for (const value of valuesOf(object)) {
        const known = keys.get(value);
        if (known === key) keys.delete(value);
        if (!(known instanceof Set)) continue;
        known.delete(key);
        if (known.size === 0) keys.delete(value);
      }
    }
  }

  function bury(uid: string | undefined): void {
    if (uid === undefined) return;
    tombstones.add(uid);
    for (const oldest of tombstones) {
      if (tombstones.size <= TOMBSTONES) break;
      tombstones.delete(oldest);
    }
  }

  function upsert(object: T): StoreChange<T>[] {
    const key = objectKey(object.metadata);
    const known = objects.get(key);
    if (known && !isNewer(object.metadata.resourceVersion, known.metadata.resourceVersion)) return [];
    return put(key, object);
  }

  return {
    get: (ref) => objects.get(objectKey(ref)),
    list: () => [...objects.values()],
    get size() {
      return objects.size;
    },
    index(valuesOf) {
      const index: Index<T> = { valuesOf, keys: new Map() };
      indexes.push(index);
      for (const [key, object] of objects) enter(index, key, object);
      return (value) => keysOf(index, value).flatMap((key) => objects.get(key) ?? []);
    },
    upsert,
    remove: (object) => drop(objectKey(object.metadata), object),
    observe(object) {
      if (tombstones.has(object.metadata.uid ?? '')) return [];
      observedSinceBegin.add(objectKey(object.metadata));
      return upsert(object);
    },
    beginReplace() {
      observedSinceBegin = new Set();
    },
    /**
     * A list is the truth whatever its resourceVersions say (an etcd restored from a backup counts from an older one),
     * but for what we wrote while it was under way.
     */
    replaceAll(items) {
      const listed = new Set(items.map((item) => objectKey(item.metadata)));
      const gone = [...objects].filter(([key]) => !listed.has(key) && !observedSinceBegin.has(key));
      const changes = gone.flatMap(([key, object]) => drop(key, object));
      for (const item of items) {
        const key = objectKey(item.metadata);
        const known = objects.get(key);
        if (known && known.metadata.resourceVersion === item.metadata.resourceVersion) continue;
        changes.push(...(observedSinceBegin.has(key) ? upsert(item) : put(key, item)));
      }
      return changes;
    },
  };
}

function enter<T>({ valuesOf, keys }: Index<T>, key: string, object: T): void {
  for (const value of valuesOf(object)) {
    const known = keys.get(value);
    if (known === undefined) keys.set(value, key);
    else if (known instanceof Set) known.add(key);
    else if (known !== key) keys.set(value, new Set([known, key]));
  }
}

function keysOf<T>({ keys }: Index<T>, value: string): string[] {
  const known = keys.get(value);
  if (known === undefined) return [];
  return known instanceof Set ? [...known] : [known];
}
