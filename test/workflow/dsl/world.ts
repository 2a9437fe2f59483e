import type { Client, WorkflowHandle } from '@temporalio/client';
import { NODE_FINALIZER, NODE_POOL_FINALIZER } from '../../../api/groups.ts';
import { computeNode, type ComputeNode } from '../../../api/kinds/compute-node.ts';
import { computeProvider } from '../../../api/kinds/compute-provider.ts';
import type { DisruptionBudgets } from '../../../activities/ports/disruption-budgets.ts';
import { nodePool, type NodePool } from '../../../api/kinds/node-pool.ts';
import { createProviderChains } from '../../../workers/provider-chains.ts';
import { createDeletionFuse } from '../../../workers/deletion-fuse.ts';
import { createDisruptionBudgets } from '../../../workers/disruption-budgets.ts';
import { createInstallSlots } from '../../../workers/install-slots.ts';
import {
  computeNodeWorkflowId,
  deletionFuseWorkflowId,
  installerSignal,
  installSlotsWorkflowId,
} from '../../../workflows/contract.ts';
import { activitiesOf, type Datacenter } from './datacenter.ts';
import { Disturbances } from './disturbances.ts';
import { eventually } from './eventually.ts';
import { PlayedBudget } from './played-budget.ts';
import type { PlayedDeployment } from './played-deployment.ts';
import { PlayedNode, terminate } from './played-node.ts';
import { PlayedPool } from './played-pool.ts';
import type { PlayedOperation } from './played-operation.ts';
import { PlayedProvider } from './played-provider.ts';
import { StatusRecorder } from './status-recorder.ts';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1 ops@example';

export type NodeSpec = Partial<ComputeNode['spec']>;

interface Parts {
  client: Client;
  cell: string;
  clusterId: string;
  datacenter: Datacenter;
}

/** What one test plays with: a datacenter, the chains of its nodes, and what goes wrong. */
export class World {
  readonly client: Client;
  readonly cell: string;
  readonly clusterId: string;
  readonly datacenter: Datacenter;
  readonly statuses: StatusRecorder;
  readonly budgets: DisruptionBudgets;
  readonly disturbances = new Disturbances();
  /** Names of all activities, as they began. */
  readonly calls: string[] = [];
  readonly #activities: Map<string, (argument: unknown) => Promise<unknown>>;
  readonly #nodes: PlayedNode[] = [];
  readonly #budgets: PlayedBudget[] = [];
  readonly #pools: PlayedPool[] = [];
  readonly operations: PlayedOperation[] = [];
  readonly deployments: PlayedDeployment[] = [];
  /** Chains that are ended with the world. */
  readonly others: WorkflowHandle[] = [];
  #provider: PlayedProvider | undefined;

  constructor({ client, cell, clusterId, datacenter }: Parts) {
    this.client = client;
    this.cell = cell;
    this.clusterId = clusterId;
    this.datacenter = datacenter;
    this.statuses = new StatusRecorder(datacenter.cluster);
    const chains = createProviderChains({ client, cell, clusterId: async () => clusterId, by: 'worker-0' });
    this.budgets = createDisruptionBudgets({ client, cell, clusterId: async () => clusterId });
    const kept = {
      fuse: createDeletionFuse(client, cell),
      slots: createInstallSlots(client, cell),
      budgets: this.budgets,
      chains,
    };
    const byQueue = Object.values(activitiesOf(datacenter, kept)) as Record<
      string,
      (argument: unknown) => Promise<unknown>
    >[];
    this.#activities = new Map(byQueue.flatMap((activities) => Object.entries(activities)));
    datacenter.machines.tell = (owner, message) => {
      const handle = client.workflow.getHandle(computeNodeWorkflowId(owner));
      // A machine doesn't notice that its node is gone.
      handle.signal(installerSignal, message).catch(() => undefined);
    };
  }

  async perform(name: string, argument: unknown): Promise<unknown> {
    const activity = this.#activities.get(name);
    if (!activity) throw new Error(`There is no activity ${name}`);
    this.calls.push(name);
    return this.disturbances.around(name, () => activity(argument));
  }

  /** A ComputeNode that somebody applied, and that the bridge has not seen yet. */
  async node(name = 'web-1', spec: NodeSpec = {}): Promise<PlayedNode> {
    const { metadata } = await this.datacenter.cluster.create(computeNode, {
      metadata: { name, namespace: 'default', finalizers: [NODE_FINALIZER] },
      spec: {
        provider: 'native',
        flavor: 'bm-standard',
        osImage: { name: 'rhel9' },
        sshKeys: [{ name: 'ops', public: KEY }],
        ...spec,
      },
    });
    const node = new PlayedNode(this, { namespace: 'default', name, uid: metadata.uid ?? '' });
    this.#nodes.push(node);
    return node;
  }

  /** A ComputeNodeDisruptionBudget that somebody applied; without a selector it is for every node. */
  async budget(name: string, spec: Parameters<typeof PlayedBudget.applied>[2]): Promise<PlayedBudget> {
    const budget = await PlayedBudget.applied(this, name, spec);
    this.#budgets.push(budget);
    const isWatched = () => this.datacenter.fleet.budgetsIn('default').some(({ metadata }) => metadata.name === name);
    await eventually('the budget is watched', isWatched);
    return budget;
  }

  /** A NodePool that somebody applied, and that the bridge has not seen yet. Its nodes have no chains: the test plays them. */
  async pool(spec: Partial<NodePool['spec']> = {}, name = 'web'): Promise<PlayedPool> {
    const { metadata } = await this.datacenter.cluster.create(nodePool, {
      metadata: { name, namespace: 'default', finalizers: [NODE_POOL_FINALIZER] },
      spec: {
        selector: { role: name },
        template: {
          metadata: { labels: { role: name } },
          spec: { provider: 'native', flavor: 'bm-standard', osImage: { name: 'rhel9' } },
        },
        ...spec,
      },
    });
    const pool = new PlayedPool(this, { namespace: 'default', name, uid: metadata.uid ?? '' });
    this.#pools.push(pool);
    return pool;
  }

  /** The ComputeProvider of every node. */
  async provider(): Promise<PlayedProvider> {
    if (this.#provider) return this.#provider;
    const found = await this.datacenter.cluster.get(computeProvider, { name: 'native' });
    this.#provider = new PlayedProvider(this, { name: 'native', uid: found?.metadata.uid ?? '' });
    return this.#provider;
  }

  /** A node that is Ready. */
  async readyNode(name = 'web-1', spec: NodeSpec = {}): Promise<PlayedNode> {
    const node = await this.node(name, spec);
    await node.isSeen();
    await node.isReady();
    return node;
  }

  async close(): Promise<void> {
    this.disturbances.end();
    this.statuses.answerAll();
    await Promise.all(
      [...this.deployments, ...this.operations, ...this.#nodes, ...this.#pools].map((chain) => chain.terminate()),
    );
    // What was given up, or installs, in one world is nothing to the next one.
    for (const id of [deletionFuseWorkflowId(this.cell), installSlotsWorkflowId(this.cell, 'native')]) {
      await terminate(this.client.workflow.getHandle(id));
    }
    await Promise.all(this.#budgets.map((budget) => budget.terminate()));
    await this.#provider?.terminate();
    await Promise.all(this.others.map(terminate));
    this.datacenter.stop();
  }
}
