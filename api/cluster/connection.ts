import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, type OpenStream, readAnswer, readChunks, readHead, wasRefused } from './exchange.ts';
import { ClusterError, errorFromAnswer } from './errors.ts';
import type { ClusterConfig } from './cluster-config.ts';
import { connectSession, type Session, type SessionTimes } from './session.ts';

export interface Call {
  /** In words, for messages: `Reading ComputeNode default/web-1`. */
  what: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query. */
  path: string;
  body?: unknown;
  contentType?: string;
  /** Milliseconds for one attempt, default 10 000. For a stream: until the headers are there. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** One attempt of a call, for those who count. `method` is WATCH for a stream; `status` is 0 without an answer. */
export interface Exchange {
  method: Call['method'] | 'WATCH';
  status: number;
  seconds: number;
}

/** The one connection of a process to its apiserver, opened when needed and opened again when lost. */
export interface Connection {
  readonly config: ClusterConfig;
  /** An answer of 200 to 299 as text. Throws ClusterError for any other, and for none. */
  send(call: Call): Promise<string>;
  /** An answer that goes on: its chunks as they come. Ends by throwing ClusterError unless the apiserver closed it in order. */
  stream(call: Call): Promise<AsyncIterable<Buffer>>;
  /** How many connections were opened so far: one more means perhaps another apiserver, or the same on an older etcd. */
  opened(): number;
  /** Milliseconds since the epoch of the first call since which none was answered; undefined while it answers. */
  silentSince(): number | undefined;
  close(): void;
}

export interface ConnectionOptions extends Partial<SessionTimes> {
  requestMs?: number;
  /** How often a call that is answered 429 is made. */
  throttledAttempts?: number;
  onExchange?: (exchange: Exchange) => void;
}

const DEFAULTS = {
  connectMs: 5_000,
  pingIntervalMs: 5_000,
  pingTimeoutMs: 5_000,
  requestMs: 10_000,
  throttledAttempts: 5,
};
/** Longest wait for a Retry-After: a caller's own back-off is the better place for more. */
const MAX_RETRY_AFTER_MS = 10_000;
/** While nobody listens, one attempt in this time serves all callers. */
const RECONNECT_PAUSE_MS = 500;

export function openConnection(config: ClusterConfig, options: ConnectionOptions = {}): Connection {
  const times = { ...DEFAULTS, ...options };
  let current: Session | undefined;
  let connecting: Promise<Session> | undefined;
  let lastFailure: { error: unknown; at: number } | undefined;
  let opened = 0;
  let silentSince: number | undefined;
  let closed = false;

  async function connect(): Promise<Session> {
    if (lastFailure && Date.now() - lastFailure.at < RECONNECT_PAUSE_MS) throw lastFailure.error;
    try {
      const session = await connectSession(config, await config.credentials.current(), times);
      if (closed) session.destroy();
      opened += 1;
      current = session;
      lastFailure = undefined;
      return session;
    } catch (error) {
      lastFailure = { error, at: Date.now() };
      throw error;
    }
  }

  async function session(certificate: string | undefined): Promise<Session> {
    if (closed)
      throw new ClusterError({
        status: 0,
        reason: 'Aborted',
        message: 'The connection to the apiserver was closed by us.',
      });
    if (current?.usable() && current.certificate === certificate) return current;
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  async function open(call: Call): Promise<OpenStream> {
    const { authorization, certificate } = await config.credentials.current();
    const endStream = call.body === undefined;
    const carrier = await session(certificate);
    const stream = carrier.open(headersOf(call, authorization), { endStream });
    // Errors are read by whoever reads the answer; one that comes after it must not end the process.
    stream.on('error', () => undefined);
    if (!endStream) stream.end(typeof call.body === 'string' ? call.body : JSON.stringify(call.body));
    return { stream, broken: carrier.broken };
  }

  /** A stream that the apiserver never looked at (goodbye, a full or a just-closed session) is safe to send again. */
  async function attempt<T>(call: Call, read: (stream: OpenStream) => Promise<T>): Promise<T> {
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await read(await open(call));
      } catch (error) {
        if (refusals >= 3 || closed || !wasRefused(error)) throw asClusterError(call, config, error);
      }
    }
  }

  /** The same, told to those who count. */
  async function counted<T>(
    call: Call,
    method: Exchange['method'],
    read: (stream: OpenStream) => Promise<T>,
    statusOf: (result: T) => number,
  ): Promise<T> {
    const began = Date.now();
    let status = 0;
    try {
      const result = await attempt(call, read);
      status = statusOf(result);
      return result;
    } finally {
      // What we broke off ourselves says nothing of the other side.
      if (status > 0 || !call.signal?.aborted) {
        silentSince = status > 0 ? undefined : (silentSince ?? began);
        options.onExchange?.({ method, status, seconds: (Date.now() - began) / 1000 });
      }
    }
  }

  async function send(call: Call): Promise<string> {
    const timeoutMs = call.timeoutMs ?? times.requestMs;
    let renewed = false;
    for (let tries = 1; ; tries += 1) {
      const answer: Answer = await counted(
        call,
        call.method,
        (open) => readAnswer(open, { timeoutMs, signal: call.signal }),
        ({ status }) => status,
      );
      if (answer.status < 300) return answer.text;
      const error = errorFromAnswer(call.what, answer.status, answer.text, retryAfter(answer.headers));
      if (error.status === 401 && !renewed) {
        renewed = true;
        config.credentials.invalidate();
      } else if (error.status === 429 && tries < times.throttledAttempts) {
        await pause(error.retryAfterMs ?? 1_000, call.signal);
      } else throw error;
    }
  }

  async function stream(call: Call): Promise<AsyncIterable<Buffer>> {
    const timeoutMs = call.timeoutMs ?? times.requestMs;
    const { opening, head } = await counted(
      call,
      'WATCH',
      async (opening) => ({ opening, head: await readHead(opening, { timeoutMs, signal: call.signal }) }),
      ({ head }) => head.status,
    );
    if (head.status < 300) return saying(call, config, readChunks(opening, call.signal));
    if (head.status === 401) config.credentials.invalidate();
    const { text } = await readAnswer(opening, { timeoutMs, head });
    throw errorFromAnswer(call.what, head.status, text, retryAfter(head.headers));
  }

  return {
    config,
    send,
    stream,
    opened: () => opened,
    silentSince: () => silentSince,
    close() {
      closed = true;
      current?.destroy();
    },
  };
}

function headersOf(call: Call, authorization: string | undefined): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    ':method': call.method,
    ':path': call.path,
    accept: 'application/json',
    'user-agent': 'bedplate',
  };
  if (authorization !== undefined) headers['authorization'] = authorization;
  if (call.body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
  return headers;
}

function retryAfter(headers: IncomingHttpHeaders): string | undefined {
  return headers['retry-after'];
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // Jitter: all that were throttled together must not come back together.
  await sleep(Math.min(ms, MAX_RETRY_AFTER_MS) * (1 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

/** The chunks, and which call they belong to when they break off. */
async function* saying(call: Call, config: ClusterConfig, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    throw asClusterError(call, config, error);
  }
}

function asClusterError(call: Call, config: ClusterConfig, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof ClusterError && error.reason !== 'TimedOut' && error.reason !== 'Aborted') return error;
  const reason = error instanceof ClusterError ? error.reason : call.signal?.aborted ? 'Aborted' : 'ConnectionLost';
  const message = `${call.what}: no answer from the apiserver at ${config.server}: ${why}`;
  return new ClusterError({ status: 0, reason, message });
}
