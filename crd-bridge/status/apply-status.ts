import type { ObjectRef, ResourceOf } from '../../api/cluster/index.ts';
import { computeNode, type ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import { computeNodeDisruptionBudget } from '../../api/kinds/compute-node-disruption-budget.ts';
import { computeProvider } from '../../api/kinds/compute-provider.ts';
import { nodeOperation } from '../../api/kinds/node-operation.ts';
import type { Kind, Resource } from '../../api/kinds/kind.ts';
import { nodePool } from '../../api/kinds/node-pool.ts';
import { saltDeployment } from '../../api/kinds/salt-deployment.ts';
import { saltTransaction } from '../../api/kinds/salt-transaction.ts';
import { saltMaster } from '../../api/kinds/salt-master.ts';
import { saltMinion } from '../../api/kinds/salt-minion.ts';
import type { StatusActivities, StatusEdgeResult } from '../../workflows/contract.ts';
import { type Carriage, carryStatus } from './carry-status.ts';
import type { Edge, Revised } from './decide.ts';
import { deploymentEvents } from './deployment-events.ts';
import { eventsFor } from './events-for.ts';
import { fitDeploymentStatus, fitTransactionStatus } from './fit-rollout-status.ts';
import {
  fitBudgetStatus,
  fitOperationStatus,
  fitPoolStatus,
  fitProviderStatus,
  fitSaltStatus,
  fitStatus,
} from './fit-status.ts';
import type { ObjectEvent } from './object-event.ts';
import { transactionEvents } from './transaction-events.ts';

export interface StatusDependencies extends Pick<Carriage<object>, 'client' | 'verifyCluster' | 'held' | 'count'> {
  fleet: Watches;
  /** Must not throw, and is not waited for. */
  say: (about: Resource, events: readonly ObjectEvent[]) => void;
  /** Told of every edge of a node that was written, once, whoever else shows it again. */
  wrote: (previous: ComputeNodeStatus, next: ComputeNodeStatus) => void;
}

/** What the watches know, and may be told. */
interface Watches {
  of<K extends Kind>(
    kind: K,
  ): { store: { get(ref: ObjectRef): ResourceOf<K> | undefined }; observe(object: ResourceOf<K>): void };
}

/** An edge as workflows send it. */
type Sent<S> = Omit<Edge<S & Revised>, 'ref'> & { ref: { namespace?: string; name: string; uid: string } };

/** The activities that carry statuses up: a line for each kind whose status its workflow writes. */
export function createStatusActivities(dependencies: StatusDependencies): StatusActivities {
  const { fleet, say, wrote, ...shared } = dependencies;

  function carry<K extends Kind, S extends Revised>(
    kind: K & Kind<K['schema']>,
    fit: (status: S) => S,
    written: (object: ResourceOf<K>, previous: S | undefined, status: S) => void = () => undefined,
  ): (edge: Sent<S>) => Promise<StatusEdgeResult> {
    const { store, observe } = fleet.of(kind);
    return (edge) => {
      const { namespace, name } = edge.ref;
      const carriage: Carriage<S> = {
        ...shared,
        kind,
        cached: (ref) => store.get(ref) as (Resource & { status?: S }) | undefined,
        written(object, previous, status) {
          observe(object as ResourceOf<K>);
          written(object as ResourceOf<K>, previous, status);
        },
      };
      return carryStatus(carriage, { namespace, name }, { ...edge, status: fit(edge.status) });
    };
  }

  return {
    'status.apply': carry(computeNode, fitStatus, (node, before, status) => {
      const previous = before ?? { observedGeneration: -1 };
      wrote(previous, status);
      say(node, eventsFor(previous, status));
    }),
    'status.applyOperation': carry(nodeOperation, fitOperationStatus),
    'status.applyProvider': carry(computeProvider, fitProviderStatus),
    'status.applyBudget': carry(computeNodeDisruptionBudget, fitBudgetStatus),
    'status.applySaltMaster': carry(saltMaster, fitSaltStatus),
    'status.applySaltMinion': carry(saltMinion, fitSaltStatus),
    'status.applyPool': carry(nodePool, fitPoolStatus),
    'status.applyDeployment': carry(saltDeployment, fitDeploymentStatus, (deployment, before, status) =>
      say(deployment, deploymentEvents(before, status)),
    ),
    'status.applyTransaction': carry(saltTransaction, fitTransactionStatus, (transaction, before, status) =>
      say(transaction, transactionEvents(before, status)),
    ),
  };
}
