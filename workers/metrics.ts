import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type ActivityOutcome = 'done' | 'retryable' | 'permanent' | 'cancelled';

export interface ActivityMetrics {
  /** An attempt of an activity begins, after so many seconds in its task queue. */
  waited(queue: string, seconds: number): void;
  /** One attempt of an activity, in seconds. */
  activity(name: string, outcome: ActivityOutcome, seconds: number): void;
}

export interface WorkerMetrics extends ActivityMetrics {
  /** A machine was answered: `request` is what it asked for, or the event that it reported. */
  installRequest(request: string, status: number): void;
  /** An asset was chosen, or none found, in so many milliseconds. */
  choice(ms: number): void;
}

/** What a worker counts while it works. `claims`: the AssetClaims that it knows of. */
export function workerMetrics(registry: Registry, claims: () => number): WorkerMetrics {
  const registers = [registry];
  const waits = new Histogram({
    name: 'bedplate_activity_wait_seconds',
    help: 'How long attempts of activities waited in their task queue.',
    labelNames: ['queue'],
    buckets: [0.01, 0.05, 0.2, 1, 5, 30, 120, 600],
    registers,
  });
  const durations = new Histogram({
    name: 'bedplate_activity_duration_seconds',
    help: 'How long attempts of activities took, by activity and outcome.',
    labelNames: ['activity', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600],
    registers,
  });
  const installRequests = new Counter({
    name: 'bedplate_install_requests_total',
    help: 'Requests of machines to the install endpoint, by what they asked for or reported, and by the answer.',
    labelNames: ['request', 'code'],
    registers,
  });
  const choices = new Histogram({
    name: 'bedplate_scheduler_choice_seconds',
    help: 'How long a choice of an asset took, among all that there are.',
    buckets: [0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
    registers,
  });
  new Gauge({
    name: 'bedplate_asset_claims',
    help: 'AssetClaims that this worker knows of.',
    registers,
    collect() {
      this.set(claims());
    },
  });
  return {
    waited: (queue, seconds) => waits.observe({ queue }, seconds),
    activity: (activity, outcome, seconds) => durations.observe({ activity, outcome }, seconds),
    choice: (ms) => choices.observe(ms / 1000),
    installRequest: (request, status) => installRequests.inc({ request, code: String(status) }),
  };
}

/** Whether anything is kept from an outside system: 1 while a breaker in front of it is open. */
export function breakerMetrics(
  registry: Registry,
  states: () => readonly { system: string; url: string; open: boolean }[],
): void {
  new Gauge({
    name: 'bedplate_breaker_open',
    help: 'Whether calls to an outside system are held back: it is down, or refuses our credentials.',
    labelNames: ['system', 'url'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { system, url, open } of states()) if (!open) this.set({ system, url }, 0);
      for (const { system, url, open } of states()) if (open) this.set({ system, url }, 1);
    },
  });
}

/** Of all workers of a cell one schedules. */
export function schedulerMetrics(
  registry: Registry,
  { isActive, waiting }: { isActive: () => boolean; waiting: () => number },
): void {
  new Gauge({
    name: 'bedplate_scheduler_active',
    help: 'Whether this worker holds the lease of the cell and so chooses assets and addresses; the others stand by.',
    registers: [registry],
    collect() {
      this.set(isActive() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'bedplate_scheduler_waiting_nodes',
    help: 'Nodes that found no asset and wait for a change, as the active scheduler knows them; 0 elsewhere.',
    registers: [registry],
    collect() {
      this.set(waiting());
    },
  });
}
