import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

export interface HealthServer {
  readonly metrics: Registry;
  close(): Promise<void>;
}

/** /healthz: the process lives. /readyz: it does its work, or in words why not yet. /metrics: Prometheus text. */
export async function startHealthServer(
  listen: string,
  whyNotReady: () => string | undefined,
): Promise<HealthServer> {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const server = createServer((request, response) => {
    const answer = (status: number, body: string, type = 'text/plain') =>
      response.writeHead(status, { 'content-type': type }).end(body);
    if (request.url === '/healthz') return answer(200, 'ok\n');
    if (request.url === '/readyz') {
      const reason = whyNotReady();
      return reason === undefined ? answer(200, 'ok\n') : answer(503, `${reason}\n`);
    }
    if (request.url !== '/metrics') return answer(404, 'Try /healthz, /readyz or /metrics.\n');
    return void metrics.metrics().then((text) => answer(200, text, metrics.contentType));
  });
  await listenOn(server, listen);
  return {
    metrics,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function listenOn(server: Server, listen: string): Promise<void> {
  const separator = listen.lastIndexOf(':');
  const host = listen.slice(0, separator).replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(listen.slice(separator + 1)), host, resolve);
  });
}
