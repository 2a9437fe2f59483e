import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind } from '../kinds/kind.ts';
import type { ClusterClient, ResourceOf } from './client.ts';
import { ClusterError, errorFromEvent, isExpired } from './errors.ts';
import { createStore, type Store, type StoreChange } from './store.ts';
import type { WatchEvent } from './watch-events.ts';

export interface ReflectorOptions<K extends Kind> {
  client: Pick<ClusterClient, 'list' | 'watch'> & { connection: { opened(): number } };
  kind: K;
  /** What of each object the store holds; all unless given. */
  keep?: (object: ResourceOf<K>) => ResourceOf<K>;
  /** Called for every change, in order. What it throws goes to `onError` and stops nothing. */
  onChange?: (change: StoreChange<ResourceOf<K>>) => void;
  /** Told of everything that interrupts; the reflector goes on by itself. */
  onError?: (error: unknown) => void;
  /** Before each list: what it throws keeps the list from being made (and the store as it is), until it no longer throws. */
  beforeList?: () => Promise<void>;
  times?: Partial<ReflectorTimes>;
}

/** Milliseconds, but for the watch's own time, which the apiserver takes in seconds. */
export interface ReflectorTimes {
  watchSeconds: { min: number; max: number };
  /** The apiserver sends a bookmark about once a minute: a watch silent for longer is dead. */
  silenceMs: number;
  backoffMs: { first: number; max: number };
}

const DEFAULTS: ReflectorTimes = {
  watchSeconds: { min: 240, max: 300 },
  silenceMs: 150_000,
  backoffMs: { first: 200, max: 5_000 },
};

/** Keeps a Store equal to what the apiserver holds of one kind. */
export interface Reflector<T extends ResourceOf<Kind>> {
  readonly kind: Kind;
  readonly store: Store<T>;
  /** Resolves after the first complete list. */
  readonly synced: Promise<void>;
  isSynced(): boolean;
  /** Milliseconds since the epoch of the last sign of life: a list, an event, a bookmark. 0 before the first. */
  lastActivityAt(): number;
  /** Puts an object just written into the store, before the watch shows it; never over a newer one. */
  observe(object: T): void;
  stop(): void;
}

export function startReflector<K extends Kind>(options: ReflectorOptions<K>): Reflector<ResourceOf<K>> {
  const { client, kind, keep = (object) => object, onChange, onError, beforeList } = options;
  const times = { ...DEFAULTS, ...options.times };
  const store = createStore<ResourceOf<K>>();
  const stopped = new AbortController();
  let isSynced = false;
  let resolveSynced: () => void = () => undefined;
  const synced = new Promise<void>((resolve) => (resolveSynced = resolve));
  let lastActivityAt = 0;
  let listedAt = Number.POSITIVE_INFINITY;

  function report(error: unknown): void {
    try {
      onError?.(error);
    } catch {
      // Nobody is left to tell.
    }
  }

  function emit(changes: readonly StoreChange<ResourceOf<K>>[]): void {
    for (const change of changes) {
      try {
        onChange?.(change);
      } catch (error) {
        report(error);
      }
    }
  }

  async function list(): Promise<string> {
    await beforeList?.();
    const verified = client.connection.opened();
    store.beginReplace();
    const { items, resourceVersion } = await client.list(kind, { keep, signal: stopped.signal });
    // 0: nothing was asked before the list, so nothing was verified over another connection.
    if (verified > 0 && beforeList && client.connection.opened() !== verified) {
      const message = `Listing ${kind.plural}: the connection was lost after the apiserver was verified.`;
      throw new ClusterError({ status: 0, reason: 'ConnectionLost', message });
    }
    lastActivityAt = Date.now();
    emit(store.replaceAll(items));
    isSynced = true;
    resolveSynced();
    return resourceVersion;
  }

  /** One watch, from `resourceVersion` to where it ended in order; undefined when another connection carries it. */
  async function watch(resourceVersion: string, connection: number): Promise<string | undefined> {
    const silence = silenceAlarm(times.silenceMs);
    const done = new AbortController();
    const signal = AbortSignal.any([stopped.signal, silence.signal, done.signal]);
    let seen = resourceVersion;
    try {
      const { min, max } = times.watchSeconds;
      const timeoutSeconds = Math.round(min + Math.random() * (max - min));
      const events = await client.watch(kind, { resourceVersion, timeoutSeconds, signal });
      if (client.connection.opened() !== connection) return undefined;
      for await (const event of events) {
        silence.postpone();
        lastActivityAt = Date.now();
        if (event.type === 'ERROR') throw errorFromEvent(`Watching ${kind.plural}`, event.object);
        emit(changesOf(event));
        seen = event.object.metadata.resourceVersion ?? seen;
      }
      return seen;
    } catch (error) {
      if (!silence.signal.aborted) throw error;
      const message = `Watching ${kind.plural}: neither an event nor a bookmark came for ${times.silenceMs} ms.`;
      throw new ClusterError({ status: 0, reason: 'TimedOut', message });
    } finally {
      silence.stop();
      // A watch that was left half-way must not go on unread.
      done.abort();
    }
  }

  function changesOf(event: Exclude<WatchEvent<ResourceOf<K>>, { type: 'ERROR' }>): StoreChange<ResourceOf<K>>[] {
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        return store.upsert(keep(event.object));
      case 'DELETED':
        return store.remove(keep(event.object));
      case 'BOOKMARK':
        return [];
    }
  }

  /** Lists, then watches for as long as one connection carries it: behind another one may be an older etcd. */
  async function follow(): Promise<void> {
    let resourceVersion: string | undefined = await list();
    const connection = client.connection.opened();
    listedAt = Date.now();
    while (resourceVersion !== undefined && !stopped.signal.aborted) {
      resourceVersion = await watch(resourceVersion, connection);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!stopped.signal.aborted) {
      try {
        listedAt = Number.POSITIVE_INFINITY;
        await follow();
      } catch (error) {
        if (stopped.signal.aborted) break;
        report(error);
        // A list that worked is no health yet: its watch may be refused at once, again and again.
        failures = Date.now() - listedAt > times.backoffMs.max ? 1 : failures + 1;
        const ms = isExpired(error) && failures === 1 ? 0 : waitOf(error, failures, times.backoffMs);
        await sleep(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  }

  void run();
  return {
    kind,
    store,
    synced,
    isSynced: () => isSynced,
    lastActivityAt: () => lastActivityAt,
    observe: (object) => emit(store.observe(keep(object))),
    stop: () => stopped.abort(),
  };
}

/** Full jitter: a dozen watches that lost one connection must not list in step. */
function waitOf(error: unknown, failures: number, { first, max }: ReflectorTimes['backoffMs']): number {
  const ceiling = Math.min(max, first * 2 ** Math.min(failures, 20));
  const asked = error instanceof ClusterError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(asked, ceiling * (0.5 + Math.random() / 2));
}

function silenceAlarm(ms: number): { signal: AbortSignal; postpone(): void; stop(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), ms);
  return { signal: controller.signal, postpone: () => void timer.refresh(), stop: () => clearTimeout(timer) };
}
