import type { z } from 'zod';
import type { Page, PageRequest } from '../../../api/survey.ts';
import { tokenAuthentication } from '../../http/authentication.ts';
import type { Http } from '../../http/http.ts';
import { type Call, JsonClient } from '../../http/json-client.ts';
import { classify } from './classify.ts';
import { page } from './schema.ts';

export interface NautobotOptions {
  /** Where its web interface is, such as https://nautobot.example; without /api. */
  url: string;
  credentials: { token: string };
  http: Http;
}

/** `/dcim/devices/`: a path without its final slash is redirected, and a redirected POST becomes a GET. */
export type Collection = `/${string}/`;

const PAGE = 500;

/** Nautobot's collections. The version is pinned: unpinned, an upgrade of the server may change the shapes. */
export class NautobotClient {
  readonly #client: JsonClient;
  readonly #shared: boolean;

  /** `shared`: its calls serve several callers at once, so the cancellation of one of them doesn't end them. */
  constructor({ url, credentials, http }: NautobotOptions, { shared } = { shared: false }) {
    this.#shared = shared;
    this.#client = new JsonClient({
      system: 'Nautobot',
      url: `${url.replace(/\/+$/, '')}/api`,
      authentication: tokenAuthentication('authorization', credentials.token, 'Token '),
      headers: { accept: 'application/json; version=3.0' },
      http,
      classify,
    });
  }

  cancellation(): AbortSignal | undefined {
    return this.#client.cancellation();
  }

  async ping(): Promise<void> {
    await this.#client.order({ method: 'GET', path: '/status/', task: 'answer us' });
  }

  /** All rows that match, with related objects spelled out. */
  async all<T>(
    row: z.ZodType<T>,
    path: Collection,
    filter: Exclude<Call['query'], undefined>,
    task: string,
  ): Promise<T[]> {
    const rows: T[] = [];
    for (;;) {
      const query = { ...filter, depth: 1, limit: PAGE, offset: rows.length };
      const { count, results } = await this.#client.read(page(row), {
        method: 'GET',
        path,
        query,
        task,
        shared: this.#shared,
      });
      rows.push(...results);
      if (results.length === 0 || rows.length >= count) return rows;
    }
  }

  /** Part of the rows that match, with related objects spelled out. */
  async page<T>(
    row: z.ZodType<T>,
    path: Collection,
    filter: Exclude<Call['query'], undefined>,
    { offset, limit }: PageRequest,
    task: string,
  ): Promise<Page<T>> {
    const query = { depth: 1, ...filter, limit, offset };
    const call = { method: 'GET', path, query, task, shared: this.#shared } as const;
    const { count, results } = await this.#client.read(page(row), call);
    return { total: count, rows: results };
  }

  create<T>(row: z.ZodType<T>, path: Collection, body: object, task: string): Promise<T> {
    return this.#client.read(row, { method: 'POST', path, body, task, shared: this.#shared });
  }

  /** As `create`; undefined when the answer is a success with nothing in it. */
  async createIfAny<T>(
    row: z.ZodType<T>,
    path: Collection,
    query: Exclude<Call['query'], undefined>,
    body: object,
    task: string,
  ): Promise<T | undefined> {
    const call: Call = { method: 'POST', path, query, body, task, shared: this.#shared };
    const reply = await this.#client.send(call);
    return reply.status === 204 ? undefined : this.#client.parse(row, reply, call);
  }

  update(path: Collection, id: string, changes: object, task: string): Promise<void> {
    return this.#client.order({ method: 'PATCH', path: `${path}${id}/`, body: changes, task, shared: this.#shared });
  }

  async remove(path: Collection, id: string, task: string): Promise<void> {
    await this.#client.remove({ path: `${path}${id}/`, task, shared: this.#shared });
  }
}
