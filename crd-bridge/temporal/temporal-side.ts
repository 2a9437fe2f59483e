import { Client } from '@temporalio/client';
import type { Registry } from 'prom-client';
import { startTemporalPulse, type TemporalPulse } from '../../api/process/temporal-pulse.ts';
import type { Settings } from '../../api/settings.ts';
import { queuesOf, taskQueues, type StatusActivities } from '../../workflows/contract.ts';
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
  registry: Registry;
  onReached: () => void;
  onError: (error: unknown) => void;
}

/** All that the bridge has of Temporal: the workflows that it talks to, and the worker that writes their statuses. */
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
  const { settings, identity, activities, registry, onError } = options;
  const { address, namespace, ui } = settings.temporal;
  const stopping = new AbortController();
  let workflows: Workflows | undefined;
  let marks: ClusterMarks | undefined;
  let statusWorker: StatusWorker | undefined;
  let pulse: TemporalPulse | undefined;

  async function reach(): Promise<void> {
    const connection = await connectTemporal({ address, signal: stopping.signal, onError });
    const clusterId = await options.clusterId();
    if (!connection || stopping.signal.aborted) return;
    const client = new Client({ connection, namespace, identity });
    workflows = createWorkflows({ client, cell: settings.cell, clusterId, webUi: ui });
    marks = createClusterMarks({ client, cell: settings.cell, clusterId });
    statusWorker = startStatusWorker({
      connection,
      namespace,
      identity,
      taskQueue: taskQueues.status(clusterId),
      maxConcurrent: settings.bridge.maxConcurrentStatusWrites,
      activities,
      onError,
    });
    pulse = startTemporalPulse({ registry, client, namespace, queues: queuesOf(settings.cell, clusterId) });
    options.onReached();
  }

  reach().catch(onError);
  return {
    workflows: () => workflows,
    marks: () => marks,
    isPolling: () => statusWorker?.isPolling() ?? false,
    silentSince: () => pulse?.silentSince(),
    async stop() {
      stopping.abort();
      pulse?.stop();
      await statusWorker?.stop();
    },
  };
}
