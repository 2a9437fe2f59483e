import { ClusterError, ForeignClusterError, isExpired, RestoredClusterError } from '../../api/cluster/index.ts';
import type { Complaints } from './complaints.ts';

/** A dozen watches that lose one connection are one fault; a missing CRD or a missing right is its own. */
export function complainOfApiserver(complaints: Complaints, about: string, error: unknown): void {
  if (error instanceof ForeignClusterError || error instanceof RestoredClusterError)
    return complaints.raise('The cluster', error, 'Nothing is acted on until then.');
  if (isExpired(error)) return complaints.raise('A watch', error, 'Its kind is listed again by itself.');
  if (error instanceof ClusterError && isPassing(error)) {
    return complaints.raise('The apiserver', error, 'It is tried again by itself.');
  }
  complaints.raise(
    about,
    error,
    'It is tried again by itself; check that the CRDs are applied and that RBAC allows it.',
  );
}

/** No answer, too many requests, or a fault of its own, as for some seconds after its start. */
function isPassing({ status }: ClusterError): boolean {
  return status === 0 || status === 429 || status >= 500;
}
