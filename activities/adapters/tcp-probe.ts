import { connect, type Socket } from 'node:net';
import { type ConnectRule, type Detour, detourBy, type Endpoint } from '../http/connect-to.ts';
import { unlessAborted } from '../http/signals.ts';
import type { Probe, ProbeResult, ProbeTarget } from '../ports/probe.ts';

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ECONNRESET: 'connection reset',
};

/** Opens a TCP connection and closes it, directly or through a CONNECT proxy. */
export class TcpProbe implements Probe {
  readonly #detour: Detour;
  readonly #signal: () => AbortSignal | undefined;

  /** `signal` gives the running activity's cancellation. */
  constructor(options: { connectTo?: readonly ConnectRule[]; signal?: () => AbortSignal | undefined } = {}) {
    this.#detour = detourBy(options.connectTo ?? []);
    this.#signal = options.signal ?? (() => undefined);
  }

  tcpOpen({ address, port, proxy, timeoutMs }: ProbeTarget): Promise<ProbeResult> {
    const target = { host: address, port };
    const first = proxy === undefined ? target : endpointOf(proxy);
    if (!first) return Promise.resolve({ open: false, reason: 'the proxy is no http:// URL' });
    const { host, port: firstPort } = this.#detour(first) ?? first;
    const socket = connect({ host, port: firstPort });
    const result = new Promise<ProbeResult>((resolve) => {
      const timer = setTimeout(() => resolve(closed(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
      socket.once('error', (error: NodeJS.ErrnoException) => {
        const reason = WORDS[error.code ?? ''] ?? error.message;
        resolve(closed(proxy === undefined ? reason : `proxy: ${reason}`));
      });
      socket.once('close', () => {
        clearTimeout(timer);
        resolve(closed('connection closed'));
      });
      socket.once('connect', () => {
        if (proxy === undefined) resolve({ open: true });
        else askProxy(socket, target, resolve);
      });
    });
    return unlessAborted(result, this.#signal()).finally(() => socket.destroy());
  }
}

function askProxy(socket: Socket, { host, port }: Endpoint, resolve: (result: ProbeResult) => void): void {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  let head = '';
  socket.on('data', (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? [];
    if (status) resolve(status.startsWith('2') ? { open: true } : closed(`the proxy answered ${status}`));
  });
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
}

function endpointOf(proxy: string): Endpoint | undefined {
  if (!URL.canParse(proxy)) return undefined;
  const { protocol, hostname, port } = new URL(proxy);
  if (protocol !== 'http:') return undefined;
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port) || 80 };
}

function closed(reason: string): ProbeResult {
  return { open: false, reason };
}
