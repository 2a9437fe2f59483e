import fastify from 'fastify';
import type { Registry } from 'prom-client';
import { parseHostPort } from './host-port.ts';

export interface EndpointOptions {
  /** HOST:PORT. */
  listen: string;
  registry: Registry;
  /** What is missing, in words; empty when ready. */
  missing: () => string[];
}

/** /healthz, /readyz and /metrics. Throws when the address can't be listened on. */
export async function serveEndpoint({
  listen,
  registry,
  missing,
}: EndpointOptions): Promise<{ close(): Promise<void> }> {
  const server = fastify({ forceCloseConnections: true });
  server.get('/healthz', async () => 'ok\n');
  server.get('/readyz', async (_request, reply) => {
    const reasons = missing();
    if (reasons.length === 0) return 'ok\n';
    return reply.code(503).send(`not ready: ${reasons.join('; ')}\n`);
  });
  server.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  await server.listen(parseHostPort(listen));
  return { close: () => server.close() };
}
