import type { Worker } from '@temporalio/worker';
import type { Fleet } from '../activities/fleet/fleet.ts';
import type { ClusterClient } from '../api/cluster/index.ts';
import { silence } from '../api/process/silence.ts';
import type { TemporalPulse } from '../api/process/temporal-pulse.ts';

/** What a worker needs, as far as it has come. */
export interface Parts {
  /** Temporal's. */
  address: string;
  client: { connection: Pick<ClusterClient['connection'], 'silentSince'> };
  fleet: { watches: readonly Pick<Fleet['watches'][number], 'kind' | 'isSynced'>[] };
  workers: readonly Pick<Worker, 'getState' | 'options'>[];
  /** From when Temporal was reached. */
  pulse?: Pick<TemporalPulse, 'silentSince'>;
  stopping?: boolean;
}

/** Why the worker is not ready, in words; nothing when it is. */
export function missingOf({ address, client, fleet, workers, pulse, stopping }: Parts): string[] {
  if (stopping) return ['it is stopping'];
  const unlisted = fleet.watches.filter((watch) => !watch.isSynced()).map(({ kind }) => kind.plural);
  const idle = workers.filter((worker) => worker.getState() !== 'RUNNING').map(({ options }) => options.taskQueue);
  return [
    ...(unlisted.length > 0 ? [`not listed yet: ${unlisted.join(', ')}`] : []),
    ...silence('the apiserver', client.connection.silentSince()),
    ...(pulse
      ? silence(`Temporal at ${address}`, pulse.silentSince())
      : [`Temporal at ${address} was not reached yet`]),
    ...(idle.length > 0 ? [`nothing is taken from the queues ${idle.join(', ')}`] : []),
  ];
}
