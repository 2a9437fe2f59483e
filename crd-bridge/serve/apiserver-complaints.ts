import { ClusterError, ForeignClusterError } from '../../api/cluster/index.ts';
import type { Complaints } from './complaints.ts';

/** A dozen watches that lose one connection are one fault; a missing CRD is its own. */
export function complainOfApiserver(complaints: Complaints, about: string, error: unknown): void {
  if (error instanceof ForeignClusterError)
    return complaints.raise('The apiserver', error, 'Nothing is acted on until then.');
  if (error instanceof ClusterError && error.status === 0) {
    return complaints.raise('The apiserver', error, 'It is tried again by itself.');
  }
  complaints.raise(
    about,
    error,
    'It is tried again by itself; check that the CRDs are applied and that RBAC allows it.',
  );
}
