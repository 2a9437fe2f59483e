import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { createBreakers } from '../activities/breaker/breakers.ts';
import { startFleet } from '../activities/fleet/fleet.ts';
import type { KickstartUrl } from '../activities/foreman/activities.ts';
import { createActivities } from '../activities/index.ts';
import { createOpenMaster } from '../activities/salt/masters.ts';
import { createAssumedClaims } from '../activities/scheduling/assumed-claims.ts';
import { createWaitingRoom } from '../activities/scheduling/waiting/waiting-room.ts';
import { loadInstallKeys } from '../activities/kickstart/install-keys.ts';
import { mintInstallToken } from '../activities/kickstart/install-token.ts';
import { installUrls } from '../activities/kickstart/install-urls.ts';
import { createClusterClient, createRevisionMemory, loadClusterConfig } from '../api/cluster/index.ts';
import { loadSettings } from '../api/load-settings.ts';
import { serveEndpoint } from '../api/process/endpoint.ts';
import { apiserverMetrics, watchMetrics } from '../api/process/cluster-metrics.ts';
import { createLogger } from '../api/process/log.ts';
import { createRegistry } from '../api/process/registry.ts';
import { startTemporalPulse } from '../api/process/temporal-pulse.ts';
import { installTemporalRuntime } from '../api/process/temporal-runtime.ts';
import type { Settings } from '../api/settings.ts';
import { queuesOf } from '../workflows/contract.ts';
import { createDeletionFuse } from './deletion-fuse.ts';
import { createDisruptionBudgets } from './disruption-budgets.ts';
import { createInstallSlots } from './install-slots.ts';
import { untilAnswered } from './until-answered.ts';
import { breakerMetrics, schedulerMetrics, workerMetrics } from './metrics.ts';
import { missingOf, type Parts, standingOf } from './missing.ts';
import { createRestoreCheck, markReader } from './restore-check.ts';
import { createDrainHttp, createSecrets, createSystems } from './outside-systems.ts';
import { createProviderChains } from './provider-chains.ts';
import { startQuarantineSweep } from './quarantine-sweep.ts';
import { createSaltMasters } from './salt-masters.ts';
import { serveInstalls } from './serve-installs.ts';
import { requireSeat, startScheduler } from './scheduler/scheduler.ts';
import { wakeBy } from './scheduler/wake.ts';
import { createWorker, createWorkers } from './temporal-workers.ts';

async function main(): Promise<void> {
  const options = { config: { type: 'string' }, name: { type: 'string', default: 'worker-0' } } as const;
  const { config, name } = parseArgs({ options }).values;
  const settings = loadSettings(config);
  const { install, temporal } = settings;
  if (!install) throw new Error('The settings lack install.url and install.keysFile: kickstarts need them.');
  const log = createLogger(settings.log.level, name);
  const runtime = await installTemporalRuntime(log);
  const stopped = stopSignal();

  const registry = createRegistry();
  const cluster = loadClusterConfig({ path: settings.kubeconfig });
  const client = createClusterClient(cluster, { onExchange: apiserverMetrics(registry) });
  const interrupted = (what: string) => (error: unknown) =>
    log.warn({ error: String(error) }, `${what} was interrupted; it goes on by itself`);
  const memory = createRevisionMemory(client);
  const fleet = startFleet(client, interrupted('Watching the fleet'), memory.saw);
  const metrics = workerMetrics(registry, () => [...fleet.view.claims()].length);
  watchMetrics(registry, fleet.watches, client.connection.opened);
  const parts: Parts = { address: temporal.address, client, fleet, workers: [] };
  const health = settings.listen
    ? await serveEndpoint({
        listen: settings.listen,
        process: 'worker',
        registry,
        more: runtime.metrics,
        missing: () => missingOf(parts),
        standing: () => standingOf(parts),
      })
    : undefined;

  const { address, namespace } = temporal;
  const connection = await untilAnswered(() => NativeConnection.connect({ address }), { address, stopped, log });
  if (!connection) return;
  const messages = new Client({ connection: await Connection.connect({ address }), namespace });
  const requireMemory = createRestoreCheck({ client, memory, readMark: markReader(client, messages) });
  const chains = createProviderChains({
    client: messages,
    cell: settings.cell,
    clusterId: () => client.clusterId(),
    by: name,
  });
  const secrets = createSecrets(client);
  const breakers = createBreakers({
    fleet,
    onMended: secrets.forget,
    tell: (provider, trouble) =>
      void chains.tell(provider, trouble).catch(interrupted('Telling a provider of trouble')),
  });
  breakerMetrics(registry, breakers.states);
  const systems = createSystems({ secrets, breakers, connectTo: settings.connectTo });
  const salt = createOpenMaster(client, createSaltMasters(secrets, settings.connectTo));
  const assumed = createAssumedClaims(fleet.view);
  const waiting = createWaitingRoom({
    view: assumed.view,
    nodes: fleet.nodes,
    wake: wakeBy(messages),
    onError: interrupted('Waking a node that waits for an asset'),
  });
  fleet.onChange(waiting.see);
  const activities = createActivities({
    client,
    fleet,
    systems,
    salt,
    requireMemory,
    chains,
    kickstartUrl: kickstartUrls(install),
    fuse: createDeletionFuse(messages, settings.cell),
    fuseLimits: settings.deletionFuse,
    slots: createInstallSlots(messages, settings.cell),
    assumed,
    waiting,
    requireSeat: () => requireSeat(scheduler),
    onChoice: metrics.choice,
    budgets: createDisruptionBudgets({
      client: messages,
      cell: settings.cell,
      clusterId: () => client.clusterId(),
    }),
    drain: { commands: settings.drain.commands, http: createDrainHttp(settings.connectTo) },
  });
  const identity = `${name}@${process.pid}`;
  const plan = { connection, namespace, cell: settings.cell, identity, activities, metrics };
  const workers = await createWorkers(plan, ['scheduler']);
  let schedulerDied: (error: unknown) => void = () => undefined;
  const deathOfScheduler = new Promise<never>((_, reject) => (schedulerDied = reject));
  const scheduler = startScheduler({
    client,
    fleet,
    cell: settings.cell,
    name,
    log,
    waiting,
    createWorker: () => createWorker(plan, 'scheduler'),
    onDeath: schedulerDied,
  });
  schedulerMetrics(registry, { isActive: scheduler.isHeld, waiting: () => waiting.size });
  const pulse = startTemporalPulse({ registry, client: messages, namespace, queues: queuesOf(settings.cell) });
  Object.assign(parts, { workers, pulse, scheduler });
  const endpoint = await serveInstalls({ client, salt, temporal: messages, install, log, metrics });
  const sweep = startQuarantineSweep({ client, fleet, requireMemory }, interrupted('Freeing rested addresses'));

  const running = workers.map((worker) => worker.run());
  await Promise.race([fleet.synced, stopped]);
  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, `${name} is ready`);

  await Promise.race([stopped, deathOfScheduler, ...running]);
  parts.stopping = true;
  log.info(`${name} stops: running activities get a few seconds to end`);
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.allSettled([scheduler.stop(), ...running]);
  pulse.stop();
  sweep.stop();
  fleet.stop();
  await endpoint?.close();
  client.close();
  await Promise.allSettled([messages.connection.close(), connection.close(), health?.close()]);
}

function kickstartUrls(install: NonNullable<Settings['install']>): KickstartUrl {
  const keys = loadInstallKeys(install.keysFile);
  return (purpose, asset, owner) => {
    const token = mintInstallToken(keys, { purpose, uid: owner.uid, installId: owner.installId });
    return installUrls(install.url, asset, token).kickstart;
  };
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`bedplate worker can't go on: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
