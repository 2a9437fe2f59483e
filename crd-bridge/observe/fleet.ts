import { startReflector, type ClusterClient, type Reflector, type ResourceOf } from '../../api/cluster/index.ts';
import { kinds } from '../../api/kinds/index.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import type { Observed } from './observed.ts';

export interface FleetOptions {
  client: ClusterClient;
  /** Called for every change, those of the first lists included. */
  onChange: (observed: Observed) => void;
  onError: (kind: Kind, error: unknown) => void;
  /** Throws when the apiserver is not the one that we know: its lists are not taken for ours. */
  verifyCluster: () => Promise<void>;
}

/** Everything there is, kept current by one watch for each kind. */
export interface Fleet {
  of<K extends Kind>(kind: K): Reflector<ResourceOf<K>>;
  /** The same by a kind's name. Throws for one that is not watched. */
  named(kind: string): Reflector<ResourceOf<Kind>>;
  /** One number for each kind, by its name. */
  perKind(read: (reflector: Reflector<ResourceOf<Kind>>) => number): Record<string, number>;
  readonly reflectors: readonly Reflector<ResourceOf<Kind>>[];
  /** Resolves when every kind was listed once: before that, an absence means nothing. */
  readonly synced: Promise<void>;
  isSynced(): boolean;
  stop(): void;
}

export function watchFleet({ client, onChange, onError, verifyCluster }: FleetOptions): Fleet {
  const reflectors = kinds.map((kind: Kind) => {
    return startReflector({
      client,
      kind,
      onChange: (change) => onChange({ kind: kind.kind, change } as Observed),
      onError: (error) => onError(kind, error),
      beforeList: verifyCluster,
    });
  });
  const byName = new Map(reflectors.map((reflector) => [reflector.kind.kind, reflector]));
  function named(kind: string): Reflector<ResourceOf<Kind>> {
    const reflector = byName.get(kind);
    if (!reflector) throw new Error(`The kind ${kind} is not watched: add it to api/kinds/index.ts.`);
    return reflector;
  }

  return {
    of: <K extends Kind>(kind: K) => named(kind.kind) as unknown as Reflector<ResourceOf<K>>,
    named,
    perKind: (read) => Object.fromEntries(reflectors.map((reflector) => [reflector.kind.kind, read(reflector)])),
    reflectors,
    synced: Promise.all(reflectors.map(({ synced }) => synced)).then(() => undefined),
    isSynced: () => reflectors.every((reflector) => reflector.isSynced()),
    stop: () => reflectors.forEach((reflector) => reflector.stop()),
  };
}
