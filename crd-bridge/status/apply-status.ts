import { ApplicationFailure } from '@temporalio/common';
import { ClusterError, isConflict, isNotFound, type ClusterClient, type ObjectRef } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNode, type ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { StatusActivities, StatusEdge, StatusEdgeResult } from '../../workflows/contract.ts';
import { decideStatus, type StatusDecision } from './decide.ts';
import { eventsFor, type NodeEvent } from './events-for.ts';

export interface StatusDependencies {
  client: Pick<ClusterClient, 'get' | 'applyStatus'>;
  /**
   * Throws when the apiserver is not the one that we know, or went back in time: its silence says nothing of our node, and
   * its older state is none to write over.
   */
  verifyCluster: () => Promise<void>;
  /** In words, why nothing may be written just now; undefined while all is well. */
  held: () => string | undefined;
  /** What the watch knows: perhaps an older state, which costs one refused write, never a wrong one. */
  cached: (ref: ObjectRef) => ComputeNode | undefined;
  observe: (node: ComputeNode) => void;
  /** Must not throw, and is not waited for. */
  say: (node: ComputeNode, events: readonly NodeEvent[]) => void;
  count: (outcome: StatusEdgeResult['outcome'] | 'conflict' | 'failed') => void;
  /** Told of every edge that was written, once, whoever else shows it again. */
  wrote: (previous: ComputeNodeStatus, next: ComputeNodeStatus) => void;
}

/** Each refusal means that somebody else wrote: more than a few in a row, and Temporal's own back-off is the better place. */
const MAX_CONFLICTS = 5;

/** The activity that carries a node's status up. Safe to repeat, and from two bridges at once. */
export function createStatusActivities(dependencies: StatusDependencies): StatusActivities {
  const { client, cached, count, verifyCluster, held } = dependencies;

  async function settle(edge: StatusEdge): Promise<StatusEdgeResult> {
    const { namespace, name } = edge.ref;
    const why = held();
    if (why !== undefined) throw new Error(`No status is written: ${why}`);
    const quick = decideStatus(cached({ namespace, name }), edge);
    // What the watch shows may be used to write (the resourceVersion fences it), not to say that there is nothing to do.
    let shown =
      quick.type === 'write' ? cached({ namespace, name }) : await client.get(computeNode, { namespace, name });
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
      const decision = decideStatus(shown, edge);
      if (decision.type === 'answer') {
        if (decision.result.outcome === 'gone') await verifyCluster();
        return decision.result;
      }
      if (shown && (await write(dependencies, shown, decision))) return { outcome: 'applied' };
      count('conflict');
      await verifyCluster();
      shown = await client.get(computeNode, { namespace, name });
    }
    throw new Error(
      `the status of ComputeNode ${namespace}/${name} was changed ${MAX_CONFLICTS} times under our hands`,
    );
  }

  return {
    async 'status.apply'(edge) {
      try {
        const result = await settle(edge);
        count(result.outcome);
        return result;
      } catch (error) {
        count('failed');
        throw asFailure(error);
      }
    },
  };
}

type Write = Extract<StatusDecision, { type: 'write' }>;

/** False when the object changed, or went, since it was read. */
async function write(
  { client, observe, say, wrote }: StatusDependencies,
  shown: ComputeNode,
  { status, resourceVersion }: Write,
): Promise<boolean> {
  const { namespace, name } = shown.metadata;
  try {
    const written = await client.applyStatus(computeNode, { metadata: { namespace, name, resourceVersion }, status });
    observe(written);
    wrote(shown.status, status);
    say(written, eventsFor(shown.status, status satisfies ComputeNodeStatus));
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
