import { Agent, buildConnector, type Dispatcher, request } from 'undici';
import { type ConnectRule, type Detour, detourBy } from './connect-to.ts';
import { BadJson, noAnswer, tooLate } from './no-answer.ts';
import { abortLater } from './signals.ts';

export interface HttpOptions {
  /** For one request, from connecting to the last byte, in milliseconds. Default 30 000. */
  timeoutMs?: number;
  connectTo?: readonly ConnectRule[];
  /** To one origin at a time. Default 16. */
  connections?: number;
  /** Of an answer's body. Default 16 MiB. */
  maxBodyBytes?: number;
  tls?: { ca?: string; rejectUnauthorized?: boolean };
  /** The running activity's cancellation: asked at each request, so that ports need no parameter for it. */
  signal?: () => AbortSignal | undefined;
  /** For a write to be answered after it was cancelled, in milliseconds. Default 10 000. */
  writeGraceMs?: number;
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Instead of the time that all requests of this Http have. */
  timeoutMs?: number;
  /** Serves several callers at once: the cancellation of one of them doesn't end it. The given signal does, if any. */
  shared?: boolean | AbortSignal;
}

export interface HttpReply {
  status: number;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** What was JSON by its content type, parsed; else the text; undefined when empty. */
  body: unknown;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A write that is cut off may be made all the same, behind the back of the undo that follows: it gets time to say so. */
const DEFAULT_WRITE_GRACE_MS = 10_000;
const DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * The connections to one downstream (or to many like ones, such as all BMCs): kept alive, bounded in time, number and
 * size. It follows no redirect, which would turn a POST into a GET, and retries nothing: Temporal does.
 */
export class Http {
  /** The running activity's, if there is one. */
  readonly cancellation: () => AbortSignal | undefined;
  readonly #timeoutMs: number;
  readonly #writeGraceMs: number;
  readonly #agent: Agent;

  constructor(options: HttpOptions = {}) {
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#writeGraceMs = options.writeGraceMs ?? DEFAULT_WRITE_GRACE_MS;
    this.cancellation = options.signal ?? (() => undefined);
    this.#agent = new Agent({
      connections: options.connections ?? 16,
      maxResponseSize: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
      // One deadline for the whole request stands in `send`.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: detouring(detourBy(options.connectTo ?? []), {
        ...options.tls,
        allowH2: false,
        timeout: this.#timeoutMs,
      }),
    });
  }

  /** Throws NoAnswer, or the cancellation's own reason. */
  async send({ method, url, headers, body, shared, timeoutMs = this.#timeoutMs }: HttpRequest): Promise<HttpReply> {
    const cancelled = typeof shared === 'object' ? shared : shared ? undefined : this.cancellation();
    cancelled?.throwIfAborted();
    const deadline = AbortSignal.timeout(timeoutMs);
    const cut = cancelled && abortLater(cancelled, method === 'GET' ? 0 : this.#writeGraceMs);
    try {
      const response = await request(url, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        body: body === undefined ? null : JSON.stringify(body),
        dispatcher: this.#agent,
        signal: cut ? AbortSignal.any([deadline, cut.signal]) : deadline,
      });
      return await readReply(response);
    } catch (error) {
      cancelled?.throwIfAborted();
      throw deadline.aborted ? tooLate(timeoutMs) : noAnswer(error);
    } finally {
      cut?.forget();
    }
  }

  /** Waits for running requests. */
  async close(): Promise<void> {
    await this.#agent.close();
  }
}

function detouring(detour: Detour, options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    const to = detour({ host: target.hostname, port });
    connect(to ? { ...target, hostname: to.host, port: String(to.port) } : target, callback);
  };
}

async function readReply(response: Dispatcher.ResponseData): Promise<HttpReply> {
  const text = await response.body.text();
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { status: response.statusCode, headers, body: parseBody(text, headers['content-type'] ?? '') };
}

/** PowerDNS answers 404 as plain text, proxies answer 502 as HTML: only what says it is JSON is parsed. */
function parseBody(text: string, contentType: string): unknown {
  if (text === '') return undefined;
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadJson('its answer is cut off or is no JSON');
  }
}
