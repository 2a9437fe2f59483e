import { createServer } from 'node:net';
import { Registry } from 'prom-client';
import { serveEndpoint } from '../../../api/process/endpoint.ts';
import { silence } from '../../../api/process/silence.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('lives while something is missing, says what, and is ready when nothing is', async () => {
  let missing = ['Temporal was not reached yet', 'not listed yet: racks'];
  const listen = `127.0.0.1:${await freePort()}`;
  const endpoint = await serveEndpoint({
    listen,
    process: 'bridge',
    registry: new Registry(),
    more: async () => 'temporal_request_total 7\n',
    missing: () => missing,
  });
  const get = async (path: string) => {
    const response = await fetch(`http://${listen}${path}`);
    return [response.status, await response.text()] as const;
  };
  try {
    expect(await get('/healthz')).toEqual([200, 'ok\n']);
    expect(await get('/readyz')).toEqual([503, 'not ready: Temporal was not reached yet; not listed yet: racks\n']);
    const [, metrics] = await get('/metrics');
    expect(metrics).toMatch(/^bedplate_ready\{process="bridge"\} 0$/m);
    expect(metrics).toMatch(/^temporal_request_total 7$/m);

    missing = [];
    expect(await get('/readyz')).toEqual([200, 'ok\n']);
    expect((await get('/metrics'))[1]).toMatch(/^bedplate_ready\{process="bridge"\} 1$/m);
  } finally {
    await endpoint.close();
  }
});

it('speaks of silence only when it lasts', () => {
  const now = Date.UTC(2026, 0, 1);

  expect(silence('Temporal', undefined, now)).toEqual([]);
  expect(silence('Temporal', now - 4_999, now)).toEqual([]);
  expect(silence('Temporal', now - 5_000, now)).toEqual(['Temporal has not answered since 2025-12-31T23:59:55.000Z']);
});
