import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { loadClusterConfig } from '../api/cluster/index.ts';
import { loadSettings } from '../api/load-settings.ts';
import { startBridge } from './bridge.ts';

/** Longer than the status worker's grace; Kubernetes kills after 30 s. */
const STOP_MS = 10_000;

function createLogger(level: string, name: string): Logger {
  return pino({ level, base: { process: name }, timestamp: pino.stdTimeFunctions.isoTime });
}

/** Temporal's own lines, with ours. Signals are ours to handle. */
function installRuntime(log: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message));
  Runtime.install({ logger, shutdownSignals: [] });
}

async function main(): Promise<void> {
  const options = { config: { type: 'string' }, name: { type: 'string', default: 'bridge-0' } } as const;
  const { config, name } = parseArgs({ options }).values;
  const settings = loadSettings(config);
  const cluster = loadClusterConfig({ path: settings.kubeconfig });
  const log = createLogger(settings.log.level, name);
  installRuntime(log);
  const bridge = await startBridge({ settings, cluster, name, log });
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
