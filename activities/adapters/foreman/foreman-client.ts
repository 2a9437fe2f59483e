import type { z } from 'zod';
import type { Page, PageRequest } from '../../../api/survey.ts';
import { basicAuthentication, type Login } from '../../http/authentication.ts';
import type { Http } from '../../http/http.ts';
import { type Call, JsonClient } from '../../http/json-client.ts';
import { classify } from './classify.ts';
import { page } from './schema.ts';

export interface ForemanOptions {
  /** Where its web interface is, such as https://foreman.example; without /api. */
  url: string;
  credentials: Login;
  http: Http;
}

const PER_PAGE = 250;

export function foremanClient({ url, credentials, http }: ForemanOptions): JsonClient {
  return new JsonClient({
    system: 'Foreman',
    url: `${url.replace(/\/+$/, '')}/api`,
    authentication: basicAuthentication(credentials),
    headers: { accept: 'application/json;version=2' },
    http,
    classify,
  });
}

/** All rows of a list. `subtotal` counts the matches of the search; `total` ignores it. */
export async function readAll<T>(client: JsonClient, row: z.ZodType<T>, call: Omit<Call, 'method'>): Promise<T[]> {
  const rows: T[] = [];
  for (let number = 1; ; number += 1) {
    const query = { ...call.query, page: number, per_page: PER_PAGE };
    const { results, subtotal } = await client.read(page(row), { ...call, method: 'GET', query });
    rows.push(...results);
    if (results.length === 0 || rows.length >= subtotal) return rows;
  }
}

/** One page of a list; it begins at a multiple of its length. */
export async function readPage<T>(
  client: JsonClient,
  row: z.ZodType<T>,
  call: Omit<Call, 'method'>,
  { offset, limit }: PageRequest,
): Promise<Page<T>> {
  const query = { ...call.query, page: Math.floor(offset / limit) + 1, per_page: limit };
  const { results, subtotal } = await client.read(page(row), { ...call, method: 'GET', query });
  return { total: subtotal, rows: results };
}

/** `name = "a" and major = "9"`, in the language of Foreman's search. */
export function searchFor(fields: Readonly<Record<string, string>>): string {
  const clauses = Object.entries(fields).map(([field, value]) => `${field} = "${value.replace(/["\\]/g, '\\$&')}"`);
  return clauses.join(' and ');
}
