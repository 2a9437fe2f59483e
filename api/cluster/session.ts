import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Credentials } from './credentials.ts';
import { ClusterError } from './errors.ts';
import type { ClusterConfig } from './cluster-config.ts';

/** Milliseconds. */
export interface SessionTimes {
  connectMs: number;
  pingIntervalMs: number;
  pingTimeoutMs: number;
}

/** One HTTP/2 connection: every call and every watch of a process is a stream of it. */
export interface Session {
  /** The client certificate that it was opened with: another one needs another session. */
  readonly certificate: string | undefined;
  /** True once it is gone: whatever its streams had not brought by then is lost. */
  broken(): boolean;
  /** False once the apiserver said goodbye, or fell silent: open no more streams. */
  usable(): boolean;
  /** `endStream`: there is no body to follow. */
  open(headers: OutgoingHttpHeaders, options: { endStream: boolean }): ClientHttp2Stream;
  /** Ends it at once, streams and all. */
  destroy(): void;
}

/** Node's 64 KiB for all streams together throttles a list of thousands of objects beside a dozen watches. */
const CONNECTION_WINDOW = 16 * 1024 * 1024;
const STREAM_WINDOW = 1024 * 1024;

/** Throws ClusterError ConnectionLost when there is no connection within `connectMs`. */
export function connectSession(config: ClusterConfig, credentials: Credentials, times: SessionTimes): Promise<Session> {
  return new Promise((resolve, reject) => {
    const session = connect(config.server, {
      ca: config.ca,
      cert: credentials.certificate,
      key: credentials.key,
      servername: config.serverName,
      rejectUnauthorized: !config.insecureSkipTlsVerify,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    });
    const fail = (why: string) => {
      session.destroy();
      const message = `Connecting to the apiserver at ${config.server} (${config.source}) failed: ${why}`;
      reject(new ClusterError({ status: 0, reason: 'ConnectionLost', message }));
    };
    const timer = setTimeout(() => fail(`no answer within ${times.connectMs} ms`), times.connectMs);
    // Stays for the session's life: a destroyed session without a listener would end the process.
    session.on('error', (error: Error) => {
      clearTimeout(timer);
      fail(error.message);
    });
    session.once('close', () => {
      clearTimeout(timer);
      fail('the connection was closed');
    });
    session.once('connect', () => {
      // Node tells of it also after the time was up and the session was destroyed, when both came in one turn of the loop.
      if (session.destroyed) return;
      clearTimeout(timer);
      session.setLocalWindowSize(CONNECTION_WINDOW);
      resolve(wrap(session, credentials.certificate, times));
    });
  });
}

function wrap(session: ClientHttp2Session, certificate: string | undefined, times: SessionTimes): Session {
  let saidGoodbye = false;
  session.once('goaway', () => (saidGoodbye = true));
  watchPulse(session, times);
  return {
    certificate,
    broken: () => session.destroyed,
    usable: () => !saidGoodbye && !session.closed && !session.destroyed,
    open: (headers, options) => session.request(headers, options),
    destroy: () => session.destroy(),
  };
}

/**
 * A frozen apiserver, or a network that drops packets, leaves the connection open and every watch silent for minutes:
 * only a ping tells. (undici 8.12 sends pings but does not act on a missing answer.)
 */
function watchPulse(session: ClientHttp2Session, { pingIntervalMs, pingTimeoutMs }: SessionTimes): void {
  let deadline: NodeJS.Timeout | undefined;
  const pulse = setInterval(() => {
    if (session.destroyed || deadline) return;
    deadline = setTimeout(() => {
      session.destroy(new Error(`the apiserver answered no ping for ${pingTimeoutMs} ms`));
    }, pingTimeoutMs);
    session.ping((error) => {
      if (error) return;
      clearTimeout(deadline);
      deadline = undefined;
    });
  }, pingIntervalMs);
  pulse.unref();
  session.once('close', () => {
    clearInterval(pulse);
    clearTimeout(deadline);
  });
}
