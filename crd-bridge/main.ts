import { parseArgs } from 'node:util';
import { loadClusterConfig } from '../api/cluster/index.ts';
import { loadSettings } from '../api/load-settings.ts';
import { createLogger } from '../api/process/log.ts';
import { installTemporalRuntime } from '../api/process/temporal-runtime.ts';
import { startBridge } from './bridge.ts';

/** Longer than the status worker's grace; Kubernetes kills after 30 s. */
const STOP_MS = 10_000;

async function main(): Promise<void> {
  const options = { config: { type: 'string' }, name: { type: 'string', default: 'bridge-0' } } as const;
  const { config, name } = parseArgs({ options }).values;
  const settings = loadSettings(config);
  const cluster = loadClusterConfig({ path: settings.kubeconfig });
  const log = createLogger(settings.log.level, name);
  const runtime = await installTemporalRuntime(log);
  const bridge = await startBridge({ settings, cluster, name, log, temporalMetrics: runtime.metrics });
  log.info({ apiserver: cluster.server, from: cluster.source, temporal: settings.temporal.address }, `${name} started`);

  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, `${name} stops`);
    setTimeout(() => {
      log.error(`${name} did not stop within ${STOP_MS / 1000} s and ends as it is; nothing is lost by that`);
      process.exit(1);
    }, STOP_MS).unref();
    bridge.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: String(error) }, `${name} could not stop in order`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`bedplate bridge can't start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
