import { Gauge, Histogram, type Registry } from 'prom-client';
import type { Exchange } from '../cluster/index.ts';
import type { Kind } from '../kinds/kind.ts';

/** One watch, as its reflector tells of it. */
export interface Watch {
  readonly kind: Kind;
  readonly store: { readonly size: number };
  lastActivityAt(): number;
}

/** How the apiserver answers this process: give what it returns to the client as `onExchange`. */
export function apiserverMetrics(registry: Registry): (exchange: Exchange) => void {
  const requests = new Histogram({
    name: 'bedplate_apiserver_request_duration_seconds',
    help: 'Requests to the apiserver, by the code of its answer; none without one. A watch counts until its first byte.',
    labelNames: ['method', 'code'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return ({ method, status, seconds }) => {
    requests.observe({ method, code: status === 0 ? 'none' : String(status) }, seconds);
  };
}

/** What a process knows of the cluster, and how fresh that is. */
export function watchMetrics(registry: Registry, watches: readonly Watch[], connectionsOpened: () => number): void {
  const registers = [registry];
  new Gauge({
    name: 'bedplate_watch_age_seconds',
    help: 'Seconds since the watch of a kind gave a sign of life; a bookmark comes about once a minute.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const { kind, lastActivityAt } of watches) {
        if (lastActivityAt() > 0) this.set({ kind: kind.kind }, (Date.now() - lastActivityAt()) / 1000);
      }
    },
  });
  new Gauge({
    name: 'bedplate_watched_objects',
    help: 'Objects known.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const { kind, store } of watches) this.set({ kind: kind.kind }, store.size);
    },
  });
  new Gauge({
    name: 'bedplate_apiserver_connections_opened',
    help: 'Connections to the apiserver opened since the start; one is open at a time.',
    registers,
    collect() {
      this.set(connectionsOpened());
    },
  });
}
