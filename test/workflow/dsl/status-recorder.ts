import { computeNode, type ComputeNodeStatus } from '../../../api/kinds/compute-node.ts';
import { nodeOperation } from '../../../api/kinds/node-operation.ts';
import type {
  BudgetStatusEdge,
  MinionsNews,
  OperationStatusEdge,
  PoolStatusEdge,
  ProviderStatusEdge,
  SaltDeploymentStatusEdge,
  SaltTransactionStatusEdge,
  SaltMasterStatusEdge,
  SaltMinionStatusEdge,
  StatusEdge,
  StatusEdgeResult,
} from '../../../workflows/contract.ts';
import {
  computeNodeDisruptionBudget,
  type DisruptionBudgetStatus,
} from '../../../api/kinds/compute-node-disruption-budget.ts';
import { computeProvider, type ComputeProviderStatus } from '../../../api/kinds/compute-provider.ts';
import { nodePool } from '../../../api/kinds/node-pool.ts';
import { saltDeployment } from '../../../api/kinds/salt-deployment.ts';
import { saltTransaction } from '../../../api/kinds/salt-transaction.ts';
import { saltMaster, type SaltMasterStatus } from '../../../api/kinds/salt-master.ts';
import { saltMinion, type SaltMinionStatus } from '../../../api/kinds/salt-minion.ts';
import { showMinions } from '../../../crd-bridge/status/show-minions.ts';
import type { MemoryCluster } from '../memory-cluster.ts';

/** Stands for the bridge: shows statuses in the objects by the bridge's rule, and keeps what it was told. */
export class StatusRecorder {
  /** All that came, also what was too old to be shown. */
  readonly edges: StatusEdge[] = [];
  /** The most that were on their way at once. */
  mostAtOnce = 0;
  readonly #cluster: MemoryCluster;
  #atOnce = 0;
  #gate: Promise<void> | undefined;
  #open: () => void = () => undefined;

  constructor(cluster: MemoryCluster) {
    this.#cluster = cluster;
  }

  /** From now on a status is taken, but not answered. */
  answerNone(): void {
    this.#gate ??= new Promise((resolve) => (this.#open = resolve));
  }

  answerAll(): void {
    this.#open();
    this.#gate = undefined;
  }

  of(uid: string): ComputeNodeStatus[] {
    return this.edges.filter(({ ref }) => ref.uid === uid).map(({ status }) => status);
  }

  /** What the chains of providers told, in order. */
  readonly ofProviders: ComputeProviderStatus[] = [];

  async applyProvider({ ref, revision, status }: ProviderStatusEdge): Promise<StatusEdgeResult> {
    this.ofProviders.push(status);
    const shown = await this.#cluster.get(computeProvider, { name: ref.name });
    if (shown?.metadata.uid !== ref.uid) return { outcome: 'gone' };
    const before = shown.status?.revision ?? 0;
    if (before >= revision) return { outcome: 'stale', revision: before };
    await this.#cluster.applyStatus(computeProvider, { metadata: shown.metadata, status });
    return { outcome: 'applied' };
  }

  /** What the chains of budgets told, in order. */
  readonly ofBudgets: { name: string; status: DisruptionBudgetStatus }[] = [];

  async applyBudget({ ref, revision, status }: BudgetStatusEdge): Promise<StatusEdgeResult> {
    this.ofBudgets.push({ name: ref.name, status });
    const shown = await this.#cluster.get(computeNodeDisruptionBudget, ref);
    if (shown?.metadata.uid !== ref.uid) return { outcome: 'gone' };
    const before = shown.status?.revision ?? 0;
    if (before >= revision) return { outcome: 'stale', revision: before };
    await this.#cluster.applyStatus(computeNodeDisruptionBudget, { metadata: shown.metadata, status });
    return { outcome: 'applied' };
  }

  /** What the chains of pools told, in order. */
  readonly ofPools: PoolStatusEdge[] = [];

  async applyPool(edge: PoolStatusEdge): Promise<StatusEdgeResult> {
    this.ofPools.push(edge);
    const { namespace, name, uid } = edge.ref;
    const shown = await this.#cluster.get(nodePool, { namespace, name });
    if (shown?.metadata.uid !== uid) return { outcome: 'gone' };
    const revision = shown.status?.revision ?? 0;
    if (revision >= edge.revision) return { outcome: 'stale', revision };
    await this.#cluster.applyStatus(nodePool, { metadata: shown.metadata, status: edge.status });
    return { outcome: 'applied' };
  }

  /** What the chains of deployments told, in order. */
  readonly ofDeployments: SaltDeploymentStatusEdge[] = [];

  async applyDeployment(edge: SaltDeploymentStatusEdge): Promise<StatusEdgeResult> {
    this.ofDeployments.push(edge);
    return this.#show(saltDeployment, edge);
  }

  /** What the chains of transactions told, in order. */
  readonly ofTransactions: SaltTransactionStatusEdge[] = [];

  async applyTransaction(edge: SaltTransactionStatusEdge): Promise<StatusEdgeResult> {
    this.ofTransactions.push(edge);
    return this.#show(saltTransaction, edge);
  }

  async #show(
    kind: typeof saltDeployment | typeof saltTransaction,
    { ref, revision, status }: SaltDeploymentStatusEdge | SaltTransactionStatusEdge,
  ): Promise<StatusEdgeResult> {
    const shown = await this.#cluster.get(kind, ref);
    if (shown?.metadata.uid !== ref.uid) return { outcome: 'gone' };
    const before = shown.status?.revision ?? 0;
    if (before >= revision) return { outcome: 'stale', revision: before };
    await this.#cluster.applyStatus(kind, { metadata: shown.metadata, status });
    return { outcome: 'applied' };
  }

  /** What was told of minions, in order; it is shown as the bridge shows it. */
  readonly ofStateRuns: MinionsNews[] = [];

  async showMinions(news: MinionsNews): Promise<void> {
    this.ofStateRuns.push(news);
    const { items } = await this.#cluster.list(saltMinion, { namespace: news.namespace });
    await showMinions(
      {
        client: this.#cluster,
        cached: ({ name }) => items.find(({ metadata }) => metadata.name === name),
        observe: () => undefined,
        held: () => undefined,
        beat: () => undefined,
        pause: () => Promise.resolve(),
        now: () => performance.now(),
      },
      news,
    );
  }

  /** What the chains of operations told, in order. */
  readonly ofOperations: OperationStatusEdge[] = [];

  async applyOperation(edge: OperationStatusEdge): Promise<StatusEdgeResult> {
    this.ofOperations.push(edge);
    const shown = await this.#cluster.get(nodeOperation, edge.ref);
    if (shown?.metadata.uid !== edge.ref.uid) return { outcome: 'gone' };
    await this.#cluster.applyStatus(nodeOperation, { metadata: shown.metadata, status: edge.status });
    return { outcome: 'applied' };
  }

  /** What the chains of masters and of minions told, in order. */
  readonly ofMasters: SaltMasterStatus[] = [];
  readonly ofMinions: SaltMinionStatus[] = [];

  async applySaltMaster({ ref, revision, status }: SaltMasterStatusEdge): Promise<StatusEdgeResult> {
    this.ofMasters.push(status);
    const shown = await this.#cluster.get(saltMaster, ref);
    if (shown?.metadata.uid !== ref.uid) return { outcome: 'gone' };
    const before = shown.status?.revision ?? 0;
    if (before >= revision) return { outcome: 'stale', revision: before };
    await this.#cluster.applyStatus(saltMaster, { metadata: shown.metadata, status });
    return { outcome: 'applied' };
  }

  async applySaltMinion({ ref, revision, status }: SaltMinionStatusEdge): Promise<StatusEdgeResult> {
    this.ofMinions.push(status);
    const shown = await this.#cluster.get(saltMinion, ref);
    if (shown?.metadata.uid !== ref.uid) return { outcome: 'gone' };
    const before = shown.status?.revision ?? 0;
    if (before >= revision) return { outcome: 'stale', revision: before };
    await this.#cluster.applyStatus(saltMinion, { metadata: shown.metadata, status });
    return { outcome: 'applied' };
  }

  async apply(edge: StatusEdge): Promise<StatusEdgeResult> {
    this.edges.push(edge);
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await this.#gate;
    this.#atOnce -= 1;
    const { namespace, name, uid } = edge.ref;
    const shown = await this.#cluster.get(computeNode, { namespace, name });
    if (shown?.metadata.uid !== uid) return { outcome: 'gone' };
    const revision = shown.status.revision ?? 0;
    if (revision >= edge.revision) return { outcome: 'stale', revision };
    await this.#cluster.applyStatus(computeNode, { metadata: shown.metadata, status: edge.status });
    return { outcome: 'applied' };
  }
}
