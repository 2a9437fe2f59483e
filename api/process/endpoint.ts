import fastify from 'fastify';
import { Gauge, type Registry } from 'prom-client';
import { parseHostPort } from './host-port.ts';

export interface EndpointOptions {
  /** HOST:PORT. */
  listen: string;
  /** `bridge` or `worker`. */
  process: string;
  registry: Registry;
  /** Metrics that are counted elsewhere, in Prometheus' text format. */
  more?: () => Promise<string>;
  /** What is missing, in words; empty when ready. */
  missing: () => string[];
  /** What is worth knowing besides when nothing is missing. */
  standing?: () => string[];
}

/**
 * /healthz, /readyz and /metrics. An answer to /healthz says that this process's event loop turns, and no more: to
 * restart it mends nothing elsewhere. Throws when the address can't be listened on.
 */
export async function serveEndpoint(options: EndpointOptions): Promise<{ close(): Promise<void> }> {
  const { listen, process, registry, more, missing, standing } = options;
  new Gauge({
    name: 'bedplate_ready',
    help: 'Whether the process is ready; /readyz says what is missing.',
    labelNames: ['process'],
    registers: [registry],
    collect() {
      this.set({ process }, missing().length === 0 ? 1 : 0);
    },
  });
  const server = fastify({ forceCloseConnections: true });
  server.get('/healthz', async () => 'ok\n');
  server.get('/readyz', async (_request, reply) => {
    const reasons = missing();
    if (reasons.length === 0) return ['ok', ...(standing?.() ?? [])].map((line) => `${line}\n`).join('');
    return reply.code(503).send(`not ready: ${reasons.join('; ')}\n`);
  });
  server.get('/metrics', async (_request, reply) => {
    const parts = await Promise.all([registry.metrics(), more?.()]);
    return reply.type(registry.contentType).send(parts.filter((part) => part !== undefined).join('\n'));
  });
  await server.listen(parseHostPort(listen));
  return { close: () => server.close() };
}
