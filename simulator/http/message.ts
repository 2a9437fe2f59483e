import type { IncomingHttpHeaders } from 'node:http';

export interface HttpRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Address of the caller. */
  client: string;
  /** Origin under which the caller reached us, e.g. `http://127.0.0.1:8080`. */
  origin: string;
}

export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** What the journal is to say about this request. */
  touched: Touched;
}

export interface Touched {
  /** Natural key of the thing touched: FQDN, device name, machine uuid, …; empty when there is none. */
  key: string;
  changed: boolean;
}

const untouched: Touched = { key: '', changed: false };

export function json(status: number, value: unknown, touched: Touched = untouched): HttpReply {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers, body: JSON.stringify(value), touched };
}

export function text(status: number, body: string, touched: Touched = untouched): HttpReply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body, touched };
}

export function empty(status: number, touched: Touched = untouched): HttpReply {
  return { status, headers: {}, body: '', touched };
}

export function changed(key: string): Touched {
  return { key, changed: true };
}

export function unchanged(key: string): Touched {
  return { key, changed: false };
}
