import type { ClusterClient } from './client.ts';
import { isNotFound } from './errors.ts';

/** Who holds something, and since when: a Lease of coordination.k8s.io, as far as we use it. */
export interface Lease {
  /** Empty when it was given back. */
  holder: string;
  seconds: number;
  /** RFC 3339 with microseconds. */
  acquiredAt?: string;
  /** How often it went from one holder to another. */
  transitions: number;
  /** Left by the last holder for the next one. */
  note?: string;
  /** Absent: there is none yet. */
  resourceVersion?: string;
}

export interface LeaseKeeper {
  /** Undefined when there is none. */
  read(): Promise<Lease | undefined>;
  /** Creates it, or changes just the version that was read. Throws ClusterError: Conflict or AlreadyExists when another was faster. */
  write(lease: Lease): Promise<Lease>;
}

/** Short: an answer that comes after the lease ran out is of no use. */
const CALL_MS = 3_000;
const NOTE = 'bedplate/note';

interface LeaseObject {
  metadata: { resourceVersion: string; annotations?: Record<string, string> };
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    leaseTransitions?: number;
  };
}

export function leaseKeeper(
  client: Pick<ClusterClient, 'raw'>,
  { namespace, name }: { namespace: string; name: string },
): LeaseKeeper {
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
  return {
    async read() {
      try {
        return leaseOf(await client.raw({ method: 'GET', path: `${collection}/${name}`, timeoutMs: CALL_MS }));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async write({ holder, seconds, acquiredAt, transitions, note, resourceVersion }) {
      const body = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace, resourceVersion, ...(note !== undefined && { annotations: { [NOTE]: note } }) },
        spec: {
          holderIdentity: holder,
          leaseDurationSeconds: seconds,
          acquireTime: acquiredAt,
          renewTime: microTime(),
          leaseTransitions: transitions,
        },
      };
      const exists = resourceVersion !== undefined;
      const path = exists ? `${collection}/${name}` : collection;
      return leaseOf(await client.raw({ method: exists ? 'PUT' : 'POST', path, body, timeoutMs: CALL_MS }));
    },
  };
}

/** As Kubernetes writes the times of a Lease. */
export function microTime(): string {
  return new Date().toISOString().replace('Z', '000Z');
}

function leaseOf(answer: unknown): Lease {
  const { metadata, spec = {} } = answer as LeaseObject;
  return {
    holder: spec.holderIdentity ?? '',
    seconds: spec.leaseDurationSeconds ?? 0,
    acquiredAt: spec.acquireTime,
    transitions: spec.leaseTransitions ?? 0,
    note: metadata.annotations?.[NOTE],
    resourceVersion: metadata.resourceVersion,
  };
}
