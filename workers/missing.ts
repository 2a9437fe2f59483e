import type { Worker } from '@temporalio/worker';
import type { Fleet } from '../activities/fleet/fleet.ts';
import type { ClusterClient } from '../api/cluster/index.ts';
import { silence } from '../api/process/silence.ts';
import type { TemporalPulse } from '../api/process/temporal-pulse.ts';
import type { Seat } from './scheduler/seat.ts';

/** What a worker needs, as far as it has come. */
export interface Parts {
  /** Temporal's. */
  address: string;
  client: { connection: Pick<ClusterClient['connection'], 'silentSince'> };
  fleet: { watches: readonly Pick<Fleet['watches'][number], 'kind' | 'isSynced'>[] };
  workers: readonly Pick<Worker, 'getState' | 'options'>[];
  /** From when Temporal was reached. */
  pulse?: Pick<TemporalPulse, 'silentSince'>;
  scheduler?: Pick<Seat, 'isHeld' | 'holder' | 'trouble'>;
  stopping?: boolean;
}

/** Why the worker is not ready, in words; nothing when it is. */
export function missingOf({ address, client, fleet, workers, pulse, scheduler, stopping }: Parts): string[] {
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
    ...seatless(scheduler),
  ];
}

function seatless(scheduler: Parts['scheduler']): string[] {
  if (!scheduler) return [];
  const trouble = scheduler.trouble();
  if (trouble !== undefined) return [`the lease of the scheduler is not to be had: ${trouble}`];
  return scheduler.holder() === undefined ? ['who schedules is not known yet'] : [];
}

/** What is worth knowing of a worker that is ready. */
export function standingOf({ scheduler }: Parts): string[] {
  if (!scheduler) return [];
  return [scheduler.isHeld() ? 'schedules for the cell' : `stands by: ${scheduler.holder() || 'nobody'} schedules`];
}
