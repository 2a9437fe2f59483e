import type { Logger } from 'pino';
import {
  ClusterError,
  createClusterClient,
  ForeignClusterError,
  RestoredClusterError,
  type ClusterConfig,
} from '../api/cluster/index.ts';
import { FIELD_MANAGER } from '../api/groups.ts';
import { computeAsset } from '../api/kinds/compute-asset.ts';
import { computeNode, type ComputeNodeStatus } from '../api/kinds/compute-node.ts';
import { computeNodeDisruptionBudget } from '../api/kinds/compute-node-disruption-budget.ts';
import { computeProvider } from '../api/kinds/compute-provider.ts';
import { nodePool } from '../api/kinds/node-pool.ts';
import { apiserverMetrics, watchMetrics } from '../api/process/cluster-metrics.ts';
import { serveEndpoint } from '../api/process/endpoint.ts';
import { createRegistry } from '../api/process/registry.ts';
import { silence } from '../api/process/silence.ts';
import type { Settings } from '../api/settings.ts';
import { createLetGo } from './act/let-go.ts';
import { createLostNodes } from './act/lost-nodes.ts';
import { createSaid } from './act/said.ts';
import { createWaker } from './act/waker.ts';
import { bridgedKinds, isDecidedOn } from './kinds/index.ts';
import { affectedBy } from './observe/affected.ts';
import { createClusterGuard } from './observe/cluster-guard.ts';
import { watchFleet } from './observe/fleet.ts';
import { keepMark } from './observe/keep-mark.ts';
import { objectId, parseObjectId } from './observe/object-id.ts';
import type { Observed } from './observe/observed.ts';
import { createFleetView } from './observe/view.ts';
import { wakeFor, wokenTooEarly } from './observe/wakes.ts';
import { createLanes } from './queue/lanes.ts';
import { reconcile } from './reconcile.ts';
import { startResync, type Resync } from './resync.ts';
import { complainOfApiserver } from './serve/apiserver-complaints.ts';
import { createComplaints } from './serve/complaints.ts';
import { fleetMetrics } from './serve/fleet-metrics.ts';
import { bridgeMetrics } from './serve/metrics.ts';
import { stepEdges } from './serve/step-edges.ts';
import { createStatusActivities } from './status/apply-status.ts';
import { createMinionsActivities } from './status/minions-activities.ts';
import { createEventSayer } from './status/say-events.ts';
import { startTemporalSide } from './temporal/temporal-side.ts';

export interface BridgeOptions {
  settings: Settings;
  cluster: ClusterConfig;
  /** This process's name, such as bridge-0. */
  name: string;
  log: Logger;
  /** What Temporal's library counts, in Prometheus' text format. */
  temporalMetrics: () => Promise<string>;
}

/** Wires observe, plan and act together. Runs until `stop`; survives the absence of either side for any time. */
export async function startBridge(options: BridgeOptions): Promise<{ stop(): Promise<void> }> {
  const { settings, cluster, name, log, temporalMetrics } = options;
  const registry = createRegistry();
  const client = createClusterClient(cluster, {
    fieldManager: `${FIELD_MANAGER}-bridge`,
    onExchange: apiserverMetrics(registry),
  });
  const guard = createClusterGuard(client);
  const complaints = createComplaints(log);
  const stopping = new AbortController();
  const said = createSaid();
  const missingWorkflows = new Set<string>();
  let resync: Resync | undefined;

  function complain(about: string, error: unknown): void {
    if (stopping.signal.aborted) return;
    if ([ClusterError, ForeignClusterError, RestoredClusterError].some((kind) => error instanceof kind))
      return complainOfApiserver(complaints, about, error);
    complaints.raise('Temporal', error, `It is tried again by itself; check that ${settings.temporal.address} is up.`);
  }

  const fleet = watchFleet({
    client,
    onChange,
    verifyCluster: guard.verify,
    onError: (kind, error) => complain(`Watching ${kind.plural}`, error),
  });
  const view = createFleetView(fleet);
  const nodes = fleet.of(computeNode);
  const providers = fleet.of(computeProvider);

  const metrics = bridgeMetrics(registry, {
    queueDepths: () => ({ ...lanes.depths(), wakes: waker.depth() }),
    held: () => guard.held() !== undefined,
  });
  watchMetrics(registry, fleet.reflectors, client.connection.opened);
  fleetMetrics(registry, {
    nodes: nodes.store.list,
    assets: fleet.of(computeAsset).store.list,
    providers: providers.store.list,
    budgets: fleet.of(computeNodeDisruptionBudget).store.list,
    pools: fleet.of(nodePool).store.list,
  });

  const temporal = startTemporalSide({
    settings,
    identity: name,
    clusterId: () => fleet.synced.then(() => client.clusterId(stopping.signal)),
    minionsActivities: createMinionsActivities({ client, held: guard.held, fleet }),
    activities: createStatusActivities({
      client,
      verifyCluster: guard.verify,
      held: guard.held,
      fleet,
      say: createEventSayer({ client, by: name, onError: (_, error) => complain('Writing Events', error) }),
      count: (outcome) => metrics.statusWrites.inc({ outcome }),
      wrote: (previous, next) => stepEdges(previous, next).forEach(metrics.stepEdge),
    }),
    registry,
    onReached() {
      log.info({ address: settings.temporal.address }, 'Temporal is reached');
      resync?.now();
    },
    onError: (error) => complain('Temporal', error),
  });

  const waker = createWaker({
    node: nodes.store.get,
    workflows: temporal.workflows,
    onError: (key, error) => complain(`Waking ComputeNode ${key}`, error),
  });

  const onLetGo = createLetGo({ client, by: name, log });
  const lanes = createLanes({
    work: (id) =>
      reconcile(id, {
        client,
        view,
        said,
        missingWorkflows,
        log,
        by: name,
        onLetGo,
        find,
        observe: (object) => fleet.named(object.kind).observe(object),
        workflows: temporal.workflows,
        onDesire({ metadata }) {
          missingWorkflows.delete(metadata.uid ?? '');
          metrics.desires.inc();
        },
        observeDuration: (kind, result, seconds) => metrics.reconciles.observe({ kind, result }, seconds),
      }),
    onTurn: (queue, seconds) => metrics.queueWaits.observe({ queue }, seconds),
    onError(id, error) {
      const { kind, ref } = parseObjectId(id);
      log.debug({ kind, ...ref, error: String(error) }, `${id} could not be acted on; it is tried again`);
      complain(`Acting on ${kind} objects`, error);
    },
  });

  function find(id: string) {
    if (guard.held() !== undefined) return undefined;
    const { kind, ref } = parseObjectId(id);
    return fleet.named(kind).store.get(ref);
  }

  function onChange(observed: Observed): void {
    guard.saw(observed.change.object.metadata.resourceVersion);
    // Before everything was listed once, an absence means nothing; a look at all follows, as after a hold.
    if (!fleet.isSynced() || guard.held() !== undefined) return;
    for (const id of affectedBy(observed, view)) lanes.look(id);
    const { metadata } = observed.change.object;
    if (observed.change.type === 'delete') said.forget(metadata.uid ?? '');
    if (observed.kind === 'ComputeNode') {
      const late = wokenTooEarly(observed, (name) => providers.store.get({ name }), Date.now());
      if (late !== undefined) waker.wake(observed.change.object, late);
    }
    const wake = wakeFor(observed);
    if (!wake) return;
    const waiting = wake.of.flatMap((waitedFor) => view.nodesWaitingFor(waitedFor.kind, waitedFor.name));
    for (const node of waiting) {
      if (node.metadata.uid !== metadata.uid) waker.wake(node, wake.why);
    }
    metrics.wakes.inc(waiting.length);
  }

  function lookAtAll(): void {
    for (const { kind } of bridgedKinds.filter(isDecidedOn)) {
      for (const { metadata } of fleet.of(kind).store.list()) lanes.look(objectId(kind.kind, metadata));
    }
  }

  void fleet.synced.then(() => {
    log.info({ objects: fleet.perKind((reflector) => reflector.store.size) }, 'everything is listed');
    resync = startResync({
      seconds: settings.bridge.resyncSeconds,
      verifyCluster: guard.verify,
      objects: (kind) => fleet.named(kind).store.list(),
      workflows: temporal.workflows,
      said,
      missingWorkflows,
      lookAtAll,
      lookAt: ({ kind, metadata }) => lanes.look(objectId(kind, metadata)),
      lookForLost: (open) => lost.among(open, nodes.store.list()),
      onError: (error) => complain('The look at everything', error),
    });
  });

  const lost = createLostNodes({ client, workflows: temporal.workflows, log });
  const mark = keepMark({
    guard,
    marks: temporal.marks,
    by: name,
    seconds: settings.bridge.resyncSeconds,
    whileRestored: lost.find,
    onReleased() {
      log.info('the apiserver is the one that is known, and goes on from where it was: nothing is held');
      resync?.now();
      const waiting = nodes.store.list().filter(({ status }) => !isReady(status));
      for (const node of waiting) waker.wake(node, `${name} goes on: what was waited for may have come meanwhile`);
    },
    onError: (error) => complain('Temporal', error),
  });

  function missing(): string[] {
    const unlisted = fleet.reflectors.filter((reflector) => !reflector.isSynced()).map(({ kind }) => kind.plural);
    return [
      ...(unlisted.length > 0 ? [`not listed yet: ${unlisted.join(', ')}`] : []),
      ...[guard.held() ?? []].flat(),
      ...(temporal.workflows() ? [] : [`Temporal at ${settings.temporal.address} was not reached yet`]),
      ...silence('the apiserver', client.connection.silentSince()),
      ...silence(`Temporal at ${settings.temporal.address}`, temporal.silentSince()),
      ...(temporal.isPolling() ? [] : ['the status worker is not polling']),
    ];
  }

  const { listen } = settings;
  const endpoint =
    listen === undefined
      ? undefined
      : await serveEndpoint({ listen, process: 'bridge', registry, more: temporalMetrics, missing });

  return {
    async stop() {
      stopping.abort();
      resync?.stop();
      mark.stop();
      fleet.stop();
      await Promise.all([lanes.stop(), waker.stop(), temporal.stop()]);
      complaints.stop();
      client.close();
      await endpoint?.close();
    },
  };
}

function isReady({ conditions = [] }: ComputeNodeStatus): boolean {
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
