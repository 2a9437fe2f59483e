import { createServer } from 'node:net';
import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { temporalLogger } from './log.ts';

const LOOPBACK = '127.0.0.1';
/** Its answer comes from this very process: what takes longer is no answer. */
const ASK_MS = 2_000;

export interface TemporalRuntime {
  /** What Temporal's own library counts, in Prometheus' text format; a comment when it can't be had. */
  metrics(): Promise<string>;
}

/**
 * Temporal's native side writes with our log, leaves signals to us, and serves its metrics on a free port of the
 * loopback interface, from where our own /metrics takes them along: one address to scrape for each process.
 */
export async function installTemporalRuntime(log: Logger): Promise<TemporalRuntime> {
  const address = `${LOOPBACK}:${await freePort()}`;
  const prometheus = {
    bindAddress: address,
    countersTotalSuffix: true,
    unitSuffix: true,
    useSecondsForDurations: true,
  };
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    telemetryOptions: { metrics: { prometheus, attachServiceName: false } },
  });
  return {
    async metrics() {
      try {
        const answer = await fetch(`http://${address}/metrics`, { signal: AbortSignal.timeout(ASK_MS) });
        return await answer.text();
      } catch (error) {
        return `# Temporal's own metrics can't be had: ${String(error)}\n`;
      }
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
