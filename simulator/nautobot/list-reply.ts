import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Traps } from '../traps/traps.ts';

const standardLimit = 50;
const largestLimit = 1000;

/** Nautobot's list envelope, with links to the next and previous page. */
export function listReply<T>(
  request: HttpRequest,
  traps: Traps,
  rows: readonly T[],
  show: (row: T) => object,
): HttpReply {
  const asked = number(request.query.get('limit')) ?? standardLimit;
  const bounded = asked === 0 ? largestLimit : Math.min(asked, largestLimit);
  const limit = traps.isOn('nautobot.pages') ? bounded : Math.max(rows.length, 1);
  const offset = number(request.query.get('offset')) ?? 0;
  const link = (start: number) => {
    const query = new URLSearchParams(request.query);
    query.set('limit', String(limit));
    query.set('offset', String(Math.max(start, 0)));
    return `${request.origin}${request.path}?${query.toString()}`;
  };
  return json(200, {
    count: rows.length,
    next: offset + limit < rows.length ? link(offset + limit) : null,
    previous: offset > 0 ? link(offset - limit) : null,
    results: rows.slice(offset, offset + limit).map(show),
  });
}

function number(value: string | null): number | null {
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}
