import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is read at each scrape. */
export interface Readings {
  /** Keys waiting, by queue. */
  queueDepths: () => Record<string, number>;
  /** Milliseconds since the epoch of the last sign of life of each kind's watch; 0 before the first. */
  watchActivity: () => Record<string, number>;
  /** Objects known, by kind. */
  objects: () => Record<string, number>;
  connectionsOpened: () => number;
}

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(readings: Readings) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  new Gauge({
    name: 'bedplate_bridge_queue_depth',
    help: 'Objects waiting to be looked at.',
    labelNames: ['queue'],
    registers,
    collect() {
      for (const [queue, depth] of Object.entries(readings.queueDepths())) this.set({ queue }, depth);
    },
  });
  new Gauge({
    name: 'bedplate_bridge_watch_age_seconds',
    help: 'Seconds since the watch of a kind gave a sign of life; a bookmark comes about once a minute.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, at] of Object.entries(readings.watchActivity())) {
        if (at > 0) this.set({ kind }, (Date.now() - at) / 1000);
      }
    },
  });
  new Gauge({
    name: 'bedplate_bridge_objects',
    help: 'Objects known.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, count] of Object.entries(readings.objects())) this.set({ kind }, count);
    },
  });
  new Gauge({
    name: 'bedplate_bridge_apiserver_connections_opened',
    help: 'Connections to the apiserver opened since the start; one is open at a time.',
    registers,
    collect() {
      this.set(readings.connectionsOpened());
    },
  });
  return {
    registry,
    reconciles: new Histogram({
      name: 'bedplate_bridge_reconcile_seconds',
      help: 'Time to look at one object and act on it.',
      labelNames: ['kind', 'result'],
      buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5],
      registers,
    }),
    statusWrites: new Counter({
      name: 'bedplate_bridge_status_writes_total',
      help: 'Status edges of nodes, by what became of them.',
      labelNames: ['outcome'],
      registers,
    }),
    desires: new Counter({ name: 'bedplate_bridge_desires_total', help: 'Desires told to workflows.', registers }),
    wakes: new Counter({ name: 'bedplate_bridge_wakes_total', help: 'Causes to wake a waiting node.', registers }),
  };
}
