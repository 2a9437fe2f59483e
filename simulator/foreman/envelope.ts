import { json, type HttpReply, type HttpRequest } from '../http/message.ts';

export interface Page<T> {
  /** Matches in all, before paging. */
  matches: T[];
  /** Records in all, whatever the search. */
  total: number;
}

/** An index reply; `total` ignores the search, `subtotal` counts its matches (contracts 1.1). */
export function envelope<T extends { id: number; name?: unknown }>(
  request: HttpRequest,
  page: Page<T>,
  show: (row: T) => object,
): HttpReply {
  const perPage = positive(request.query.get('per_page')) ?? 20;
  const size = request.query.get('per_page') === 'all' ? Math.max(page.matches.length, 1) : perPage;
  const number = positive(request.query.get('page')) ?? 1;
  const rows = page.matches.slice((number - 1) * size, number * size);
  // Any text makes a list thin, `thin=False` too: Foreman only asks whether it is blank.
  const thin = (request.query.get('thin') ?? '') !== '';
  return json(200, {
    total: page.total,
    subtotal: page.matches.length,
    page: number,
    per_page: size,
    search: request.query.get('search'),
    sort: { by: null, order: null },
    results: rows.map((row) => (thin ? { id: row.id, name: row.name } : show(row))),
  });
}

function positive(value: string | null): number | null {
  return value !== null && /^[1-9]\d*$/.test(value) ? Number(value) : null;
}
