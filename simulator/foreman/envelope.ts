import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Traps } from '../traps/traps.ts';

export interface Page<T> {
  /** Matches in all, before paging. */
  matches: T[];
  /** Records in all, whatever the search. */
  total: number;
}

/** An index reply; `total` ignores the search, `subtotal` counts its matches (contracts 1.1). */
export function envelope<T extends { id: number; name?: unknown }>(
  request: HttpRequest,
  traps: Traps,
  page: Page<T>,
  show: (row: T) => object,
): HttpReply {
  const asked = request.query.get('per_page');
  const wantsAll = asked === 'all' || !traps.isOn('foreman.pages-of-twenty');
  const size = wantsAll ? Math.max(page.matches.length, 1) : (positive(asked) ?? 20);
  const number = positive(request.query.get('page')) ?? 1;
  const rows = page.matches.slice((number - 1) * size, number * size);
  // Any text makes a list thin, `thin=False` too: Foreman only asks whether it is blank.
  const thin = request.query.get('thin') ?? '';
  const isThin = traps.isOn('foreman.thin-by-any-text') ? thin !== '' : /^(true|1)$/i.test(thin);
  return json(200, {
    total: traps.isOn('foreman.total-ignores-the-search') ? page.total : page.matches.length,
    subtotal: page.matches.length,
    page: number,
    per_page: size,
    search: request.query.get('search'),
    sort: { by: null, order: null },
    results: rows.map((row) => (isThin ? { id: row.id, name: row.name } : show(row))),
  });
}

function positive(value: string | null): number | null {
  return value !== null && /^[1-9]\d*$/.test(value) ? Number(value) : null;
}
