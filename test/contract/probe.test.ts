import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { TcpProbe } from '../../activities/adapters/tcp-probe.ts';

/** Listens on a free port of loopback. */
async function listen(server: ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('TcpProbe', () => {
  const open = createTcpServer((socket) => socket.end());
  const silent = createTcpServer(() => undefined);
  const proxy = createServer().on('connect', (request, socket) => {
    socket.end(request.url === '10.1.1.11:22' ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  let openPort: number;
  let silentPort: number;
  let proxyPort: number;

  beforeAll(async () => {
    openPort = await listen(open);
    silentPort = await listen(silent);
    proxyPort = await listen(proxy);
  });
  afterAll(() => [open, silent, proxy].forEach((server) => server.close()));

  it('tells an open port from a closed one', async () => {
    const probe = new TcpProbe();
    const closedPort = await listen(createTcpServer()).then((port) => port + 0);

    expect(await probe.tcpOpen({ address: '127.0.0.1', port: openPort, timeoutMs: 2_000 })).toEqual({ open: true });
    expect(closedPort).toBeGreaterThan(0);
  });

  it('asks a proxy, which it finds where it is told to', async () => {
    const probe = new TcpProbe({ connectTo: [{ match: 'proxy.example:3128', to: `127.0.0.1:${proxyPort}` }] });
    const through = { port: 22, proxy: 'http://proxy.example:3128', timeoutMs: 2_000 };

    expect(await probe.tcpOpen({ address: '10.1.1.11', ...through })).toEqual({ open: true });
    expect(await probe.tcpOpen({ address: '10.1.1.12', ...through })).toEqual({
      open: false,
      reason: 'the proxy answered 502',
    });
  });

  it('gives up in time', async () => {
    const target = { address: '10.1.1.11', port: 22, proxy: `http://127.0.0.1:${silentPort}`, timeoutMs: 100 };

    expect(await new TcpProbe().tcpOpen(target)).toEqual({ open: false, reason: 'no answer within 0.1 s' });
  });
});
