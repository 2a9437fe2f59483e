import { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { ClusterError, createClusterClient, ForeignClusterError, type ClusterConfig } from '../api/cluster/index.ts';
import { FIELD_MANAGER } from '../api/groups.ts';
import { computeNode } from '../api/kinds/compute-node.ts';
import { kinds } from '../api/kinds/index.ts';
import type { Kind } from '../api/kinds/kind.ts';
import type { Settings } from '../api/settings.ts';
import { taskQueues } from '../workflows/contract.ts';
import { createSaid } from './act/said.ts';
import { createWaker } from './act/waker.ts';
import { affectedBy } from './observe/affected.ts';
import { watchFleet } from './observe/fleet.ts';
import { objectId, parseObjectId } from './observe/object-id.ts';
import type { Observed } from './observe/observed.ts';
import { createFleetView } from './observe/view.ts';
import { wakeFor } from './observe/wakes.ts';
import { createWorkQueue, type WorkQueue } from './queue/work-queue.ts';
import { asPlanned, PLANNED_KINDS, reconcile, type ReconcileDependencies } from './reconcile.ts';
import { startResync, type Resync } from './resync.ts';
import { createComplaints } from './serve/complaints.ts';
import { serveEndpoint } from './serve/endpoint.ts';
import { createMetrics } from './serve/metrics.ts';
import { createStatusActivities } from './status/apply-status.ts';
import { createEventSayer } from './status/say-events.ts';
import { connectTemporal } from './temporal/connect.ts';
import { createNodeWorkflows, type NodeWorkflows } from './temporal/node-workflows.ts';
import { startStatusWorker, type StatusWorker } from './temporal/status-worker.ts';

export interface BridgeOptions {
  settings: Settings;
  cluster: ClusterConfig;
  /** This process's name, such as bridge-0. */
  name: string;
  log: Logger;
}

/** Wires observe, plan and act together. Runs until `stop`; survives the absence of either side for any time. */
export async function startBridge({ settings, cluster, name, log }: BridgeOptions): Promise<{ stop(): Promise<void> }> {
  const client = createClusterClient(cluster, { fieldManager: `${FIELD_MANAGER}-bridge` });
  const complaints = createComplaints(log);
  const stopping = new AbortController();
  const said = createSaid();
  const missingWorkflows = new Set<string>();
  let resync: Resync | undefined;
  let foreign: string | undefined;

  const complainOf = (about: string, error: unknown) => {
    if (!stopping.signal.aborted) complainOfApiserver(complaints, about, error);
  };
  const complainOfTemporal = (error: unknown) => {
    complaints.raise('Temporal', error, `It is tried again by itself; check that ${settings.temporal.address} is up.`);
  };
  const complainOfWork = (id: string, error: unknown) => {
    const { kind, ref } = parseObjectId(id);
    log.debug({ kind, ...ref, error: String(error) }, `${id} could not be acted on; it is tried again`);
    if (error instanceof ClusterError) complainOf(`Acting on ${kind} objects`, error);
    else complainOfTemporal(error);
  };

  const fleet = watchFleet({
    client,
    onChange,
    onError: (kind, error) => complainOf(`Watching ${kind.plural}`, error),
  });
  const view = createFleetView(fleet);
  const nodes = fleet.of(computeNode);
  const waker = createWaker({
    node: nodes.store.get,
    workflows: temporal.workflows,
    onError: (_, error) => complainOfTemporal(error),
  });

  const kindNamed = new Map<string, Kind>(kinds.map((kind) => [kind.kind, kind]));
  const kindOf = (kind: string): Kind => kindNamed.get(kind) ?? computeNode;
  const metrics = createMetrics({
    queueDepths: () => ({ nodes: lanes.nodes.depth(), objects: lanes.objects.depth(), wakes: waker.queue.depth() }),
    watchActivity: () => perKind((reflector) => reflector.lastActivityAt()),
    objects: () => perKind((reflector) => reflector.store.size),
    connectionsOpened: () => client.connection.opened(),
  });
  const dependencies: ReconcileDependencies = {
    client,
    kindOf,
    view,
    said,
    missingWorkflows,
    log,
    by: name,
    workflows: temporal.workflows,
    find(id) {
      const { kind, ref } = parseObjectId(id);
      const object = fleet.of(kindOf(kind)).store.get(ref);
      return object && asPlanned({ kind }, object);
    },
    observe: (object) => fleet.of(kindOf(object.kind)).observe(object),
    onDesire(node) {
      missingWorkflows.delete(node.metadata.uid ?? '');
      metrics.desires.inc();
    },
    observeDuration: (kind, result, seconds) => metrics.reconciles.observe({ kind, result }, seconds),
  };
  // Two lanes: while Temporal is away, what needs only the apiserver goes on.
  const lanes = { nodes: lane(32), objects: lane(16) };

  function perKind(read: (reflector: (typeof fleet.reflectors)[number]) => number): Record<string, number> {
    return Object.fromEntries(fleet.reflectors.map((reflector) => [reflector.kind.kind, read(reflector)]));
  }

  function lane(concurrency: number): WorkQueue {
    const queue: WorkQueue = createWorkQueue({
      concurrency,
      backoffMs: { first: 200, max: 10_000 },
      onError: complainOfWork,
      async work(id) {
        if ((await reconcile(id, dependencies)) === 'again') queue.add(id, 100);
      },
    });
    return queue;
  }

  function look(id: string): void {
    (id.startsWith('ComputeNode ') ? lanes.nodes : lanes.objects).add(id);
  }

  function onChange(observed: Observed): void {
    // Before everything was listed once, an absence means nothing; the first look at all follows.
    if (!fleet.isSynced()) return;
    for (const id of affectedBy(observed, view)) look(id);
    if (observed.kind === 'ComputeNode' && observed.change.type === 'delete') {
      said.forget(observed.change.object.metadata.uid ?? '');
    }
    const wake = wakeFor(observed);
    for (const { kind, name: waitedFor } of wake?.of ?? []) {
      for (const node of view.nodesWaitingFor(kind, waitedFor)) {
        if (node.metadata.uid !== observed.change.object.metadata.uid) waker.wake(node, wake?.why ?? '');
      }
    }
    if (wake) metrics.wakes.inc();
  }

  function lookAtAll(): void {
    for (const kind of PLANNED_KINDS) {
      for (const { metadata } of fleet.of(kindOf(kind)).store.list()) look(objectId(kind, metadata));
    }
  }

  async function verifyCluster(): Promise<void> {
    await client.verifyClusterId();
    foreign = undefined;
  }

  async function followCluster(): Promise<void> {
    await fleet.synced;
    log.info(
      perKind((reflector) => reflector.store.size),
      'everything is listed',
    );
    resync = startResync({
      seconds: settings.bridge.resyncSeconds,
      verifyCluster,
      nodes: nodes.store.list,
      workflows: temporal.workflows,
      said,
      missingWorkflows,
      lookAtAll,
      lookAtNode: ({ metadata }) => look(objectId('ComputeNode', metadata)),
      onError: (error) =>
        error instanceof ClusterError
          ? complainOf('The look at everything', error)
          : complainOfTemporal(error),
    });
    // While we were away, what they wait for may have come.
    for (const node of nodes.store.list()) {
      if ((node.status.waitsFor ?? []).length > 0)
        waker.wake(node, `${name} started: something may have changed meanwhile`);
    }
  }

  function missing(): string[] {
    const unlisted = fleet.reflectors.filter((reflector) => !reflector.isSynced()).map(({ kind }) => kind.plural);
    return [
      ...(unlisted.length > 0 ? [`not listed yet: ${unlisted.join(', ')}`] : []),
      ...(foreign === undefined ? [] : [foreign]),
      ...(workflows ? [] : [`Temporal at ${settings.temporal.address} was not reached yet`]),
      ...(statusWorker?.isPolling() ? [] : ['the status worker is not polling']),
    ];
  }

  const endpoint =
    settings.listen && (await serveEndpoint({ listen: settings.listen, registry: metrics.registry, missing }));
  void followCluster();
  const temporalFollowed = followTemporal();

  return {
    async stop() {
      stopping.abort();
      resync?.stop();
      fleet.stop();
      await Promise.all([lanes.nodes.stop(), lanes.objects.stop(), waker.stop()]);
      if (fleet.isSynced()) await temporalFollowed;
      await statusWorker?.stop();
      complaints.stop();
      client.close();
      if (endpoint) await endpoint.close();
    },
  };
}
