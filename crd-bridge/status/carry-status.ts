import { ApplicationFailure } from '@temporalio/common';
import { ClusterError, isConflict, isNotFound, type ClusterClient, type ObjectRef } from '../../api/cluster/index.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import type { StatusEdgeResult } from '../../workflows/contract.ts';
import { decideStatus, type Edge, type Revised, type Shown, type StatusDecision } from './decide.ts';

export interface Carriage<S extends Revised> {
  client: Pick<ClusterClient, 'get' | 'applyStatus'>;
  kind: Kind;
  /**
   * Throws when the apiserver is not the one that we know, or went back in time: its silence says nothing of our object,
   * and its older state is none to write over.
   */
  verifyCluster: () => Promise<void>;
  /** In words, why nothing may be written just now; undefined while all is well. */
  held: () => string | undefined;
  /** What the watch knows: perhaps an older state, which costs one refused write, never a wrong one. */
  cached: (ref: ObjectRef) => Shown<S> | undefined;
  /** Told of what was written, and of the status before. */
  written: (object: Resource, before: S | undefined, status: S) => void;
  count: (outcome: StatusEdgeResult['outcome'] | 'conflict' | 'failed') => void;
}

/** Each refusal means that somebody else wrote: more than a few in a row, and Temporal's own back-off is the better place. */
const MAX_CONFLICTS = 5;

/** Carries a status up. Safe to repeat, and from two bridges at once. */
export async function carryStatus<S extends Revised>(
  carriage: Carriage<S>,
  ref: ObjectRef,
  edge: Edge<S>,
): Promise<StatusEdgeResult> {
  try {
    const result = await settle(carriage, ref, edge);
    carriage.count(result.outcome);
    return result;
  } catch (error) {
    carriage.count('failed');
    throw asFailure(error);
  }
}

async function settle<S extends Revised>(
  carriage: Carriage<S>,
  ref: ObjectRef,
  edge: Edge<S>,
): Promise<StatusEdgeResult> {
  const { client, kind, cached, count, verifyCluster, held } = carriage;
  const why = held();
  if (why !== undefined) throw new Error(`No status is written: ${why}`);
  const live = () => client.get(kind, ref) as Promise<Shown<S> | undefined>;
  const quick = decideStatus(cached(ref), edge);
  // What the watch shows may be used to write (the resourceVersion fences it), not to say that there is nothing to do.
  let shown = quick.type === 'write' ? cached(ref) : await live();
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const decision = decideStatus(shown, edge);
    if (decision.type === 'answer') {
      if (decision.result.outcome === 'gone') await verifyCluster();
      return decision.result;
    }
    if (shown && (await write(carriage, shown, decision))) return { outcome: 'applied' };
    count('conflict');
    await verifyCluster();
    shown = await live();
  }
  const name = [ref.namespace, ref.name].filter(Boolean).join('/');
  throw new Error(`the status of ${kind.kind} ${name} was changed ${MAX_CONFLICTS} times under our hands`);
}

/** False when the object changed, or went, since it was read. */
async function write<S extends Revised>(
  { client, kind, written }: Carriage<S>,
  shown: Shown<S>,
  { status, resourceVersion }: Extract<StatusDecision<S>, { type: 'write' }>,
): Promise<boolean> {
  const { namespace, name } = shown.metadata;
  try {
    const object = await client.applyStatus(kind, { metadata: { namespace, name, resourceVersion }, status });
    written(object as Resource, shown.status, status);
    return true;
  } catch (error) {
    if (isConflict(error) || isNotFound(error)) return false;
    throw error;
  }
}

function asFailure(error: unknown): ApplicationFailure {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error ? error : undefined;
  // The same status would be refused for ever: the workflow shows it with its next edge, or not at all.
  const refused = error instanceof ClusterError && error.status === 422;
  if (refused) return ApplicationFailure.create({ message, type: 'InvalidInput', nonRetryable: true, cause });
  return ApplicationFailure.create({ message, type: 'Unavailable', nonRetryable: false, cause });
}
