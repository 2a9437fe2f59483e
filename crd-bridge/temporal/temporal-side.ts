import { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import { startTemporalPulse, type TemporalPulse } from '../../api/process/temporal-pulse.ts';
import type { Settings } from '../../api/settings.ts';
import { type MinionsNewsActivities, queuesOf, taskQueues, type StatusActivities } from '../../workflows/contract.ts';
import { type ClusterMarks, createClusterMarks } from './cluster-marks.ts';
import { connectTemporal } from './connect.ts';
import { startStatusWorker, type StatusWorker } from './status-worker.ts';
import { createWorkflows, type Workflows } from './workflows.ts';

export interface TemporalSideOptions {
  settings: Pick<Settings, 'cell' | 'temporal' | 'bridge'>;
  /** This process's name. */
  identity: string;
  /** Waited for: the status queue carries it. */
  clusterId: () => Promise<string>;
  activities: StatusActivities;
  minionsActivities: MinionsNewsActivities;
  registry: Registry;
  onReached: () => void;
  onError: (error: unknown) => void;
}

/** All that the bridge has of Temporal: the workflows that it talks to, and the workers that write their statuses. */
export interface TemporalSide {
  /** Undefined until Temporal was reached for the first time. */
  workflows(): Workflows | undefined;
  marks(): ClusterMarks | undefined;
  isPolling(): boolean;
  /** Milliseconds since the epoch; undefined while Temporal answers, and before it was reached. */
  silentSince(): number | undefined;
  stop(): Promise<void>;
}

export function startTemporalSide(options: TemporalSideOptions): TemporalSide {
  const { settings, identity, registry, onError } = options;
  const { address, namespace, ui } = settings.temporal;
  const stopping = new AbortController();
  let workflows: Workflows | undefined;
  let marks: ClusterMarks | undefined;
  let statusWorkers: readonly StatusWorker[] = [];
  let pulse: TemporalPulse | undefined;

  async function reach(): Promise<void> {
    const connection = await connectTemporal({ address, signal: stopping.signal, onError });
    const clusterId = await options.clusterId();
    if (!connection || stopping.signal.aborted) return;
    const client = new Client({ connection, namespace, identity });
    workflows = createWorkflows({ client, cell: settings.cell, clusterId, webUi: ui });
    marks = createClusterMarks({ client, cell: settings.cell, clusterId });
    const shared = { connection, namespace, identity, onError };
    statusWorkers = [
      startStatusWorker({
        ...shared,
        taskQueue: taskQueues.status(clusterId),
        activities: options.activities,
        maxConcurrent: settings.bridge.maxConcurrentStatusWrites,
      }),
      startStatusWorker({
        ...shared,
        taskQueue: taskQueues.minions(clusterId),
        activities: options.minionsActivities,
        maxConcurrent: 1,
      }),
    ];
    pulse = startTemporalPulse({ registry, client, namespace, queues: queuesOf(settings.cell, clusterId) });
    options.onReached();
  }

  reach().catch(onError);
  return {
    workflows: () => workflows,
    marks: () => marks,
    isPolling: () => statusWorkers.length > 0 && statusWorkers.every((worker) => worker.isPolling()),
    silentSince: () => pulse?.silentSince(),
    async stop() {
      stopping.abort();
      pulse?.stop();
      await Promise.all(statusWorkers.map((worker) => worker.stop()));
    },
  };
}
