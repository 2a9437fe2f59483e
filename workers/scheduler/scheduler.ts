import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { Failure } from '../../activities/failure.ts';
import type { Fleet } from '../../activities/fleet/fleet.ts';
import type { WaitingRoom } from '../../activities/scheduling/waiting/waiting-room.ts';
import { type ClusterClient, leaseKeeper } from '../../api/cluster/index.ts';
import { SYSTEM_NAMESPACE } from '../../api/groups.ts';
import { identityText, ownIdentity } from './identity.ts';
import { type Seat, takeSeat, type Term } from './seat.ts';

export interface SchedulerOptions {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'seenClaims'>;
  cell: string;
  /** This process's name. */
  name: string;
  log: Logger;
  waiting: Pick<WaitingRoom, 'open' | 'close'>;
  /** A worker on the scheduler's queue. */
  createWorker: () => Promise<Worker>;
  /** Told when that worker ends though nobody asked it to. */
  onDeath: (error: unknown) => void;
}

/** The name of the Lease, in Bedplate's own namespace. */
export function schedulerLease(cell: string): string {
  return `scheduler-${cell}`;
}

/** The watch brings what the last holder claimed within milliseconds; longer than this it is not waited for. */
const CATCH_UP_MS = 3_000;

/**
 * The cell's scheduler, of which one is active: a worker on its queue for as long as this process holds the cell's Lease.
 * Two would each keep nodes apart only from those that they know of.
 */
export function startScheduler({
  client,
  fleet,
  cell,
  name,
  log,
  waiting,
  createWorker,
  onDeath,
}: SchedulerOptions): Seat {
  const identity = ownIdentity(name);

  async function begin(lastClaim: string | undefined): Promise<Term> {
    await fleet.synced;
    if (lastClaim !== undefined && !(await fleet.seenClaims.reached(lastClaim, CATCH_UP_MS))) {
      log.warn({ lastClaim }, 'what the last scheduler claimed was not seen yet');
    }
    const worker = await createWorker();
    const running = worker.run();
    let isEnding = false;
    running.catch((error: unknown) => !isEnding && onDeath(error));
    waiting.open();
    log.info({ cell, identity: identityText(identity) }, 'schedules from now on');
    return {
      async end() {
        isEnding = true;
        waiting.close();
        if (worker.getState() === 'RUNNING') worker.shutdown();
        await Promise.allSettled([running]);
        log.info({ cell }, 'schedules no more');
      },
    };
  }

  return takeSeat({
    lease: leaseKeeper(client, { namespace: SYSTEM_NAMESPACE, name: schedulerLease(cell) }),
    identity,
    begin,
    note: () => fleet.seenClaims.highest,
    onError: (error) => log.warn({ error: String(error) }, 'the lease of the scheduler was not to be had'),
  });
}

/** Throws RaceLost unless this process schedules: the next attempt is made where somebody does. */
export function requireSeat(seat: Pick<Seat, 'isHeld' | 'holder'>): void {
  if (seat.isHeld()) return;
  throw new Failure(
    'RaceLost',
    `This process schedules no more (${seat.holder() || 'nobody'} does): nothing was claimed`,
  );
}
