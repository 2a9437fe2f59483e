import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { ActivitiesByQueue } from '../../../activities/index.ts';
import { createWorkers } from '../../../workers/temporal-workers.ts';
import {
  type BudgetStatusEdge,
  type PoolStatusEdge,
  type MinionsNews,
  type OperationStatusEdge,
  type SaltDeploymentStatusEdge,
  type SaltTransactionStatusEdge,
  type ProviderStatusEdge,
  type SaltMasterStatusEdge,
  type SaltMinionStatusEdge,
  type StatusEdge,
  taskQueues,
} from '../../../workflows/contract.ts';
import { activitiesOf, buildDatacenter, type DatacenterOptions, type Kept } from './datacenter.ts';
import { World } from './world.ts';

export const IDENTITY = 'workflow-tests';

/** Temporal's workers for one test file, in a cell of their own. Each test plays its own world on them. */
export interface Stage {
  /** A new datacenter; the one before is taken down with its chains. */
  play(options?: DatacenterOptions): Promise<World>;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const address = process.env.BEDPLATE_TEST_TEMPORAL_ADDRESS;
  if (!address) throw new Error('There is no Temporal server: run these tests by npm test.');
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const cell = `cell-${randomUUID().slice(0, 8)}`;
  const clusterId = `cluster-${randomUUID().slice(0, 8)}`;
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }), identity: IDENTITY });
  let world: World | undefined;
  const current = () => {
    if (!world) throw new Error('No world is played');
    return world;
  };

  const activities = await dispatching((name, argument) => current().perform(name, argument));
  const namespace = 'default';
  const workers = [
    ...(await createWorkers({ connection, namespace, cell, identity: IDENTITY, activities })),
    await Worker.create({
      connection,
      namespace,
      identity: IDENTITY,
      taskQueue: taskQueues.minions(clusterId),
      activities: { 'status.showMinions': (news: MinionsNews) => current().statuses.showMinions(news) },
    }),
    await Worker.create({
      connection,
      namespace,
      identity: IDENTITY,
      taskQueue: taskQueues.status(clusterId),
      activities: {
        'status.apply': (edge: StatusEdge) =>
          current().disturbances.around('status.apply', () => current().statuses.apply(edge)),
        'status.applyProvider': (edge: ProviderStatusEdge) => current().statuses.applyProvider(edge),
        'status.applyBudget': (edge: BudgetStatusEdge) => current().statuses.applyBudget(edge),
        'status.applyPool': (edge: PoolStatusEdge) => current().statuses.applyPool(edge),
        'status.applyDeployment': (edge: SaltDeploymentStatusEdge) => current().statuses.applyDeployment(edge),
        'status.applyTransaction': (edge: SaltTransactionStatusEdge) => current().statuses.applyTransaction(edge),
        'status.applySaltMaster': (edge: SaltMasterStatusEdge) => current().statuses.applySaltMaster(edge),
        'status.applySaltMinion': (edge: SaltMinionStatusEdge) => current().statuses.applySaltMinion(edge),
        'status.applyOperation': (edge: OperationStatusEdge) => current().statuses.applyOperation(edge),
      },
    }),
  ];
  const running = workers.map((worker) => worker.run());

  return {
    async play(options) {
      await world?.close();
      const datacenter = await buildDatacenter(options);
      datacenter.cluster.id = clusterId;
      world = new World({ client, cell, clusterId, datacenter });
      return world;
    },
    async close() {
      await world?.close();
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await client.connection.close();
      await connection.close();
    },
  };
}

const NOTHING_KEPT: Kept = {
  fuse: { admit: async () => ({ admitted: true }) },
  slots: { take: async () => ({ kind: 'taken' }), giveBack: async () => undefined },
  budgets: { ask: async () => [], giveBack: async () => undefined, needs: async () => true },
  chains: { tell: async () => undefined, probe: async () => undefined },
};

/** Every activity under its name, on its queue; what it does is the played world's. */
async function dispatching(perform: (name: string, argument: unknown) => Promise<unknown>): Promise<ActivitiesByQueue> {
  const sample = await buildDatacenter();
  sample.stop();
  const byQueue = Object.entries(activitiesOf(sample, NOTHING_KEPT)).map(([queue, activities]) => [
    queue,
    Object.fromEntries(Object.keys(activities).map((name) => [name, (argument: unknown) => perform(name, argument)])),
  ]);
  return Object.fromEntries(byQueue) as ActivitiesByQueue;
}
