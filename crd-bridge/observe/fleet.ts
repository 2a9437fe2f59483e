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
  return {
    of<K extends Kind>(kind: K) {
      const reflector = reflectors.find((candidate) => candidate.kind.kind === kind.kind);
      if (!reflector) throw new Error(`The kind ${kind.kind} is not watched: add it to api/kinds/index.ts.`);
      return reflector as unknown as Reflector<ResourceOf<K>>;
    },
    reflectors,
    synced: Promise.all(reflectors.map(({ synced }) => synced)).then(() => undefined),
    isSynced: () => reflectors.every((reflector) => reflector.isSynced()),
    stop: () => reflectors.forEach((reflector) => reflector.stop()),
  };
}
