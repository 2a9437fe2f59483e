import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { fixedCredentials } from '../../../api/cluster/credentials.ts';
import type { ClusterConfig } from '../../../api/cluster/index.ts';

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, unknown>;
  stream: ServerHttp2Stream;
  /** Answers as a whole. */
  answer(status: number, body: unknown, headers?: Record<string, string>): void;
  /** Begins an answer that goes on. */
  begin(): void;
  /** One line of a watch. */
  send(event: unknown): void;
}

/** An apiserver that answers what the test says, over HTTP/2 without TLS. */
export interface ScriptedApiserver {
  config: ClusterConfig;
  requests: Request[];
  /** Connections opened so far, and what carries them: destroy a socket to cut one. */
  sessions: ServerHttp2Session[];
  sockets: Socket[];
  /** The next request that `matches`, already made or yet to come; each is answered once. */
  next(matches?: (request: Request) => boolean): Promise<Request>;
  close(): Promise<void>;
}

export async function startScriptedApiserver(onRequest?: (request: Request) => void): Promise<ScriptedApiserver> {
  const requests: Request[] = [];
  const unread: Request[] = [];
  const sessions: ServerHttp2Session[] = [];
  const sockets: Socket[] = [];
  const waiting: { matches(request: Request): boolean; resolve(request: Request): void }[] = [];
  const server: Http2Server = createServer();
  server.on('session', (session) => sessions.push(session));
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.on('stream', (stream, headers) => {
    const request = requestOf(stream, headers);
    requests.push(request);
    onRequest?.(request);
    const waiter = waiting.findIndex(({ matches }) => matches(request));
    if (waiter < 0) unread.push(request);
    else waiting.splice(waiter, 1)[0]?.resolve(request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    config: {
      server: `http://127.0.0.1:${port}`,
      source: 'the test',
      insecureSkipTlsVerify: false,
      credentials: fixedCredentials({ authorization: 'Bearer token' }),
    },
    requests,
    sessions,
    sockets,
    next(matches = () => true) {
      const there = unread.findIndex(matches);
      if (there >= 0) return Promise.resolve(unread.splice(there, 1)[0] as Request);
      return new Promise((resolve) => waiting.push({ matches, resolve }));
    },
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function requestOf(stream: ServerHttp2Stream, headers: Record<string, unknown>): Request {
  const url = new URL(String(headers[':path']), 'http://apiserver');
  stream.on('error', () => undefined);
  return {
    method: String(headers[':method']),
    path: url.pathname,
    query: url.searchParams,
    headers,
    stream,
    answer(status, body, extra = {}) {
      stream.respond({ ':status': status, ...extra });
      stream.end(typeof body === 'string' ? body : JSON.stringify(body));
    },
    begin: () => stream.respond({ ':status': 200 }),
    send: (event) => void stream.write(`${JSON.stringify(event)}\n`),
  };
}

/** metav1.Status. */
export function status(code: number, reason: string, message = reason) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}
