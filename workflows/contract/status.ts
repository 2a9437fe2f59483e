import type { BudgetRef } from '../../api/disruption-budget.ts';
import type { ComputeNodeStatus } from '../../api/kinds/compute-node.ts';
import type { DisruptionBudgetStatus } from '../../api/kinds/compute-node-disruption-budget.ts';
import type { ComputeProviderStatus } from '../../api/kinds/compute-provider.ts';
import type { NodePoolStatus } from '../../api/kinds/node-pool.ts';
import type { SaltDeploymentStatus } from '../../api/kinds/salt-deployment.ts';
import type { SaltTransactionStatus } from '../../api/kinds/salt-transaction.ts';
import type { NodeOperationStatus } from '../../api/kinds/node-operation.ts';
import type { SaltMasterStatus } from '../../api/kinds/salt-master.ts';
import type { SaltMinionStatus } from '../../api/kinds/salt-minion.ts';
import type { SaltVerdictType } from '../../api/salt-verdict.ts';
import type { SaltMasterRef } from './salt-master.ts';
import type { SaltMinionRef } from './salt-minion.ts';
import type { OperationRef } from './node-operation.ts';
import type { NodeRef } from './compute-node.ts';
import type { ProviderRef } from './compute-provider.ts';
import type { PoolRef } from './node-pool.ts';
import type { SaltDeploymentRef } from './salt-deployment.ts';
import type { SaltTransactionRef } from './salt-transaction.ts';

/** One status on its way up. Applied only when `revision` is above the one that the object shows. */
export interface StatusEdge {
  ref: NodeRef;
  revision: number;
  status: ComputeNodeStatus;
}

export type StatusEdgeResult =
  | { outcome: 'applied' }
  /** The object shows this revision already, or a newer one. */
  | { outcome: 'stale'; revision: number }
  /** There is no object of that uid. */
  | { outcome: 'gone' };

export interface ProviderStatusEdge {
  ref: ProviderRef;
  revision: number;
  status: ComputeProviderStatus;
}

export interface BudgetStatusEdge {
  ref: BudgetRef;
  revision: number;
  status: DisruptionBudgetStatus;
}

export interface PoolStatusEdge {
  ref: PoolRef;
  revision: number;
  status: NodePoolStatus;
}

export interface OperationStatusEdge {
  ref: OperationRef;
  revision: number;
  status: NodeOperationStatus;
}

export interface SaltDeploymentStatusEdge {
  ref: SaltDeploymentRef;
  revision: number;
  status: SaltDeploymentStatus;
}

export interface SaltTransactionStatusEdge {
  ref: SaltTransactionRef;
  revision: number;
  status: SaltTransactionStatus;
}

export interface SaltMasterStatusEdge {
  ref: SaltMasterRef;
  revision: number;
  status: SaltMasterStatus;
}

export interface SaltMinionStatusEdge {
  ref: SaltMinionRef;
  revision: number;
  status: SaltMinionStatus;
}

/** What was found out about minions at one time, by a state run. */
export interface MinionsNews {
  namespace: string;
  /** RFC 3339. */
  at: string;
  /** Which commit they were asked to run. */
  commit: string;
  /** Names of SaltMinions by what became of it. */
  verdicts: Partial<Record<SaltVerdictType, string[]>>;
}

/** The activity that the bridge hosts on `taskQueues.status(clusterId)`. */
export interface StatusActivities {
  'status.apply': (edge: StatusEdge) => Promise<StatusEdgeResult>;
  'status.applyOperation': (edge: OperationStatusEdge) => Promise<StatusEdgeResult>;
  'status.applyProvider': (edge: ProviderStatusEdge) => Promise<StatusEdgeResult>;
  'status.applyBudget': (edge: BudgetStatusEdge) => Promise<StatusEdgeResult>;
  'status.applySaltMaster': (edge: SaltMasterStatusEdge) => Promise<StatusEdgeResult>;
  'status.applySaltMinion': (edge: SaltMinionStatusEdge) => Promise<StatusEdgeResult>;
  'status.applyPool': (edge: PoolStatusEdge) => Promise<StatusEdgeResult>;
  'status.applyDeployment': (edge: SaltDeploymentStatusEdge) => Promise<StatusEdgeResult>;
  'status.applyTransaction': (edge: SaltTransactionStatusEdge) => Promise<StatusEdgeResult>;
}

/** On `taskQueues.minions(clusterId)`: what it shows stands beside what the minions' own chains show. */
export interface MinionsNewsActivities {
  'status.showMinions': (news: MinionsNews) => Promise<void>;
}
