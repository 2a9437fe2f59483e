import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type ActivityOutcome = 'done' | 'retryable' | 'permanent' | 'cancelled';

export interface WorkerMetrics {
  readonly registry: Registry;
  /** One attempt of an activity, in seconds. */
  activity(name: string, outcome: ActivityOutcome, seconds: number): void;
}

export function createWorkerMetrics(claims: () => number): WorkerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: 'bedplate_activity_duration_seconds',
    help: 'How long attempts of activities took, by activity and outcome.',
    labelNames: ['activity', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600],
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
    registry,
    activity: (activity, outcome, seconds) => durations.observe({ activity, outcome }, seconds),
  };
}
