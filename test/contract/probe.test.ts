import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { TcpProbe } from '../../activities/adapters/tcp-probe.ts';

/** Listens on a free port of loopback. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

describe('TcpProbe', () => {
  it('tells an open port from a closed one', async () => {
    const server = createTcpServer((socket) => socket.resume().end());
    const port = await listen(server);
    const target = { address: '127.0.0.1', port, timeoutMs: 2_000 };

    expect(await new TcpProbe().tcpOpen(target)).toEqual({ open: true });
    await stop(server);
    expect(await new TcpProbe().tcpOpen(target)).toEqual({ open: false, reason: 'connection refused' });
  });

  it('asks a proxy, which it finds where it is told to', async () => {
    const proxy = createServer().on('connect', (request, socket) => {
      socket.end(request.url === '10.1.1.11:22' ? 'HTTP/1.1 200 OK\r\n\r\n' : 'HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const port = await listen(proxy);
    const probe = new TcpProbe({ connectTo: [{ match: 'proxy.example:3128', to: `127.0.0.1:${port}` }] });
    const through = { port: 22, proxy: 'http://proxy.example:3128', timeoutMs: 2_000 };

    const open = await probe.tcpOpen({ address: '10.1.1.11', ...through });
    const closed = await probe.tcpOpen({ address: '10.1.1.12', ...through });

    expect(open).toEqual({ open: true });
    expect(closed).toEqual({ open: false, reason: 'the proxy answered 502' });
    proxy.close();
  });

  it('ends when the activity is cancelled', async () => {
    const cancel = new AbortController();
    const reason = new Error('the activity was cancelled');
    const silent = createTcpServer(() => cancel.abort(reason));
    const proxy = `http://127.0.0.1:${await listen(silent)}`;

    const probe = new TcpProbe({ signal: () => cancel.signal });
    const asked = probe.tcpOpen({ address: '10.1.1.11', port: 22, proxy, timeoutMs: 20_000 });

    await expect(asked).rejects.toBe(reason);
    await stop(silent);
  });

  it('gives up in time', async () => {
    const silent = createTcpServer((socket) => socket.resume());
    const proxy = `http://127.0.0.1:${await listen(silent)}`;

    const result = await new TcpProbe().tcpOpen({ address: '10.1.1.11', port: 22, proxy, timeoutMs: 100 });

    expect(result).toEqual({ open: false, reason: 'no answer within 0.1 s' });
    await stop(silent);
  });
});
