import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { StepEdge } from './step-edges.ts';

/** Known beforehand, so that each is 0 before it happens for the first time. */
const STATUS_OUTCOMES = ['applied', 'stale', 'gone', 'conflict', 'failed'] as const;

export interface BridgeReadings {
  /** Keys waiting, by queue. */
  queueDepths: () => Record<string, number>;
  /** Whether everything is held: a foreign or a restored apiserver. */
  held: () => boolean;
}

/** What the bridge counts while it works. */
export function bridgeMetrics(registry: Registry, { queueDepths, held }: BridgeReadings) {
  const registers = [registry];
  new Gauge({
    name: 'bedplate_bridge_queue_depth',
    help: 'Objects waiting to be looked at.',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const [queue, depth] of Object.entries(queueDepths())) this.set({ queue }, depth);
    },
  });
  const statusWrites = new Counter({
    name: 'bedplate_bridge_status_writes_total',
    help: 'Status edges of nodes, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of STATUS_OUTCOMES) statusWrites.inc({ outcome }, 0);
  const stepDurations = new Histogram({
    name: 'bedplate_step_duration_seconds',
    help: 'How long steps of nodes took from their first attempt on, each finished step once.',
    labelNames: ['step', 'outcome'],
    buckets: [1, 5, 15, 60, 300, 900, 1_800, 3_600, 5_400, 14_400],
    registers,
  });
  const stepFaults = new Counter({
    name: 'bedplate_step_faults_total',
    help: 'Attempts of steps that failed, by the reason.',
    labelNames: ['step', 'reason'],
    registers,
  });
  stepFaults.inc({ step: 'install', reason: 'InstallFailed' }, 0);
  new Gauge({
    name: 'bedplate_bridge_held',
    help: '1 while the bridge acts on nothing: its apiserver is another cluster, or went back in time.',
    registers,
    collect() {
      this.set(held() ? 1 : 0);
    },
  });
  return {
    statusWrites,
    reconciles: new Histogram({
      name: 'bedplate_bridge_reconcile_seconds',
      help: 'Time to look at one object and act on it.',
      labelNames: ['kind', 'result'],
      buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5],
      registers,
    }),
    queueWaits: new Histogram({
      name: 'bedplate_bridge_queue_wait_seconds',
      help: 'How long objects waited to be looked at.',
      labelNames: ['queue'],
      buckets: [0.001, 0.01, 0.1, 1, 10, 60],
      registers,
    }),
    desires: new Counter({ name: 'bedplate_bridge_desires_total', help: 'Desires told to workflows.', registers }),
    wakes: new Counter({ name: 'bedplate_bridge_wakes_total', help: 'Causes to wake a waiting node.', registers }),
    stepEdge(edge: StepEdge): void {
      if (edge.type === 'fault') return stepFaults.inc({ step: edge.step, reason: edge.reason });
      stepDurations.observe({ step: edge.step, outcome: edge.outcome }, edge.seconds);
    },
  };
}
