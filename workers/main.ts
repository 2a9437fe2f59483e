import { parseArgs } from 'node:util';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { createActivities } from '../activities/index.ts';
import { startFleet } from '../activities/fleet/fleet.ts';
import { loadInstallKeys } from '../activities/kickstart/install-keys.ts';
import { mintInstallToken } from '../activities/kickstart/install-token.ts';
import { installUrls } from '../activities/kickstart/install-urls.ts';
import type { KickstartUrl } from '../activities/foreman/activities.ts';
import { createClusterClient, loadClusterConfig } from '../api/cluster/index.ts';
import { loadSettings } from '../api/load-settings.ts';
import type { Settings } from '../api/settings.ts';
import { startHealthServer } from './health-server.ts';
import { serveInstalls } from './serve-installs.ts';
import { createLogger, temporalLogger } from './log.ts';
import { createSystems } from './outside-systems.ts';
import { startQuarantineSweep } from './quarantine-sweep.ts';
import { createWorkers } from './temporal-workers.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, name: { type: 'string', default: 'worker' } },
  });
  const settings = loadSettings(values.config);
  const log = createLogger(settings.log.level, values.name);
  if (!settings.install) throw new Error('The settings lack install (url and keysFile): kickstarts need them.');

  Runtime.install({ logger: temporalLogger(log), shutdownSignals: [] });
  const stopped = stopSignal();
  let unready: string | undefined = 'connecting to the apiserver and Temporal';
  const health = settings.listen ? await startHealthServer(settings.listen, () => unready) : undefined;

  const client = createClusterClient(await loadClusterConfig({ path: settings.kubeconfig }));
  const fleet = startFleet(client, (error) => log.warn({ error: String(error) }, 'Watching the fleet was interrupted; it goes on by itself'));
  const kickstartUrl = kickstartUrls(settings.install);
  const systems = createSystems({ client, connectTo: settings.connectTo });
  const activities = createActivities({ client, fleet, systems, kickstartUrl });

  const { address, namespace } = settings.temporal;
  const connection = await untilConnected(() => NativeConnection.connect({ address }), address, stopped, log);
  if (!connection) return;
  const identity = `${values.name}@${process.pid}`;
  const workers = await createWorkers({ connection, namespace, cell: settings.cell, identity, activities });
  const temporal = new Client({ connection: await Connection.connect({ address }), namespace });
  const endpoint = await serveInstalls({ client, temporal, install: settings.install, log });
  const sweep = startQuarantineSweep(client, fleet, (error) => log.warn({ error: String(error) }, 'Freeing rested addresses failed; tried again'));

  const running = workers.map((worker) => worker.run());
  await Promise.race([fleet.synced, stopped]);
  unready = undefined;
  log.info({ queues: workers.map((worker) => worker.options.taskQueue) }, 'Worker is ready');

  await Promise.race([stopped, ...running]);
  unready = 'stopping';
  log.info('Stopping: running activities get a few seconds to end');
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.allSettled(running);
  sweep.stop();
  fleet.stop();
  await endpoint?.close();
  client.close();
  await Promise.allSettled([temporal.connection.close(), connection.close(), health?.close()]);
  log.info('Stopped');
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

/** Temporal may come up after us, or be away for hours: said once a minute, tried every two seconds. */
async function untilConnected<T>(
  connect: () => Promise<T>,
  address: string,
  stopped: Promise<void>,
  log: ReturnType<typeof createLogger>,
): Promise<T | undefined> {
  let stop = false;
  void stopped.then(() => (stop = true));
  for (let attempt = 0; !stop; attempt++) {
    try {
      return await connect();
    } catch (error) {
      if (attempt % 30 === 0) log.warn({ address, error: String(error) }, 'Temporal does not answer; tried again every 2 s');
      await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 2_000))]);
    }
  }
  return undefined;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 1_000).unref();
});
