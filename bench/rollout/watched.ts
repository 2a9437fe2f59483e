import { type ClusterClient, startReflector } from '../../api/cluster/index.ts';
import type { Kind } from '../../api/kinds/kind.ts';
import { saltDeployment, type SaltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';

/** Bytes of an object as JSON, and of its status. */
export interface Size {
  all: number;
  status: number;
}

/** A rollout's objects, as whoever watches them gets them. */
export interface Watched {
  deployment(name: string): SaltDeployment | undefined;
  /** The largest state of each kind until now. */
  largest(): { deployment: Size; transaction: Size };
  stop(): void;
}

const NOTHING: Size = { all: 0, status: 0 };
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const statusOf = (object: object) => ('status' in object ? object.status : undefined) ?? {};

export function watchRollouts(client: ClusterClient, namespace: string): Watched {
  const most = new Map<Kind, Size>();
  const watch = <K extends Kind>(kind: K) =>
    startReflector<K>({
      client,
      kind,
      onChange({ object }) {
        const { all, status } = most.get(kind) ?? NOTHING;
        most.set(kind, { all: Math.max(all, bytesOf(object)), status: Math.max(status, bytesOf(statusOf(object))) });
      },
    });
  const deployments = watch(saltDeployment);
  const transactions = watch(saltTransaction);
  return {
    deployment: (name) => deployments.store.get({ namespace, name }),
    largest: () => ({
      deployment: most.get(saltDeployment) ?? NOTHING,
      transaction: most.get(saltTransaction) ?? NOTHING,
    }),
    stop() {
      deployments.stop();
      transactions.stop();
    },
  };
}
