import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import { ClusterError } from './errors.ts';

export interface Head {
  status: number;
  headers: IncomingHttpHeaders;
}

export interface Answer extends Head {
  text: string;
}

/** Thrown by the readers when a stream ends without its answer. */
class StreamClosedError extends Error {
  readonly rstCode: number;

  constructor(rstCode: number, cause: Error | undefined) {
    super(cause?.message ?? `the stream was closed (code ${rstCode})`, { cause });
    this.name = 'StreamClosedError';
    this.rstCode = rstCode;
  }
}

const NEVER_SENT = new Set(['ERR_HTTP2_GOAWAY_SESSION', 'ERR_HTTP2_INVALID_SESSION', 'ERR_HTTP2_OUT_OF_STREAMS']);

/** True when the apiserver certainly did nothing with the request. */
export function wasRefused(error: unknown): boolean {
  if (error instanceof StreamClosedError && error.rstCode === constants.NGHTTP2_REFUSED_STREAM) return true;
  const cause = error instanceof StreamClosedError ? error.cause : error;
  return NEVER_SENT.has((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** A stream, and the way to learn whether its connection still stood when the stream ended. */
export interface OpenStream {
  stream: ClientHttp2Stream;
  broken(): boolean;
}

/**
 * Node ends the streams of a broken connection as if they were complete, with code 0 or not, whatever was still to
 * come: an end counts only when the connection outlives it.
 */
function watchEnd({ stream, broken }: OpenStream): () => boolean {
  let complete = false;
  stream.once('end', () => (complete = !broken()));
  return () => complete && stream.rstCode === constants.NGHTTP2_NO_ERROR;
}

interface Limits {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Runs `read` and cancels the stream when time is up, the caller gives up, or it fails. */
async function within<T>(stream: ClientHttp2Stream, { timeoutMs, signal }: Limits, read: Promise<T>): Promise<T> {
  const stop = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(stopped('TimedOut', `nothing within ${timeoutMs} ms`)), timeoutMs);
    const abort = () => reject(stopped('Aborted', 'the caller gave up'));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    read.then(done, done);
  });
  try {
    return await Promise.race([read, stop]);
  } catch (error) {
    stream.close(constants.NGHTTP2_CANCEL);
    throw error;
  }
}

function stopped(reason: 'TimedOut' | 'Aborted', message: string): ClusterError {
  return new ClusterError({ status: 0, reason, message });
}

function head(stream: ClientHttp2Stream): Promise<Head> {
  return new Promise((resolve, reject) => {
    let cause: Error | undefined;
    stream.once('error', (error: Error) => (cause = error));
    stream.once('close', () => reject(new StreamClosedError(stream.rstCode, cause)));
    stream.once('response', (headers: IncomingHttpHeaders & IncomingHttpStatusHeader) => {
      resolve({ status: headers[':status'] ?? 0, headers });
    });
  });
}

function body(open: OpenStream): Promise<string> {
  const { stream } = open;
  const isComplete = watchEnd(open);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let cause: Error | undefined;
    stream.on('data', (chunk: Buffer) => parts.push(chunk));
    stream.once('error', (error: Error) => (cause = error));
    stream.once('close', () => {
      if (isComplete()) resolve(Buffer.concat(parts).toString());
      else reject(new StreamClosedError(stream.rstCode, cause));
    });
  });
}

export function readHead({ stream }: OpenStream, limits: Limits): Promise<Head> {
  return within(stream, limits, head(stream));
}

/** Reads to the end. `head`, where it was read already. */
export async function readAnswer(open: OpenStream, options: Limits & { head?: Head }): Promise<Answer> {
  const { stream } = open;
  const first = options.head ? Promise.resolve(options.head) : head(stream);
  const all = Promise.all([first, body(open)]).then(([{ status, headers }, text]) => ({ status, headers, text }));
  return within(stream, options, all);
}

/** The chunks as they come, from now on: `signal` cancels the stream even when nobody reads. Throws when it was cut. */
export function readChunks(open: OpenStream, signal?: AbortSignal): AsyncIterable<Buffer> {
  const { stream } = open;
  const isComplete = watchEnd(open);
  const cancel = () => stream.close(constants.NGHTTP2_CANCEL);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', cancel));

  async function* chunks(): AsyncIterable<Buffer> {
    for await (const chunk of stream) yield chunk as Buffer;
    if (!isComplete()) throw new StreamClosedError(stream.rstCode, undefined);
  }
  return chunks();
}
