import type { ObjectRef } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNode, type ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import { computeProvider, type ComputeProvider } from '../../api/kinds/compute-provider.ts';
import type { StatusActivities } from '../../workflows/contract.ts';
import { type Carriage, carryStatus } from './carry-status.ts';
import { eventsFor, type NodeEvent } from './events-for.ts';
import { fitProviderStatus, fitStatus } from './fit-status.ts';

export interface StatusDependencies extends Pick<Carriage<object>, 'client' | 'verifyCluster' | 'held' | 'count'> {
  cached: (ref: ObjectRef) => ComputeNode | undefined;
  observe: (node: ComputeNode) => void;
  /** Must not throw, and is not waited for. */
  say: (node: ComputeNode, events: readonly NodeEvent[]) => void;
  /** Told of every edge that was written, once, whoever else shows it again. */
  wrote: (previous: ComputeNodeStatus, next: ComputeNodeStatus) => void;
  providers: {
    cached: (ref: ObjectRef) => ComputeProvider | undefined;
    observe: (provider: ComputeProvider) => void;
  };
}

/** The activities that carry statuses up. */
export function createStatusActivities(dependencies: StatusDependencies): StatusActivities {
  const { client, verifyCluster, held, count, cached, observe, say, wrote, providers } = dependencies;
  const shared = { client, verifyCluster, held, count };
  return {
    'status.apply'(edge) {
      const { namespace, name } = edge.ref;
      return carryStatus(
        {
          ...shared,
          kind: computeNode,
          cached,
          written(object, before, status) {
            const node = object as ComputeNode;
            const previous = before ?? { observedGeneration: -1 };
            observe(node);
            wrote(previous, status);
            say(node, eventsFor(previous, status));
          },
        },
        { namespace, name },
        { ...edge, status: fitStatus(edge.status) },
      );
    },
    'status.applyProvider'(edge) {
      return carryStatus(
        {
          ...shared,
          kind: computeProvider,
          cached: providers.cached,
          written: (object) => providers.observe(object as ComputeProvider),
        },
        { name: edge.ref.name },
        { ...edge, status: fitProviderStatus(edge.status) },
      );
    },
  };
}
