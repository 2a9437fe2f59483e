import type { z } from 'zod';
import type { Login } from '../../http/authentication.ts';
import type { Http, HttpReply } from '../../http/http.ts';
import { type Call, JsonClient } from '../../http/json-client.ts';
import { Failure } from '../../failure.ts';
import { SharedWork } from '../shared-work.ts';
import { classify, classifyLogin } from './classify.ts';
import { answers, loginReply, wheelAnswer } from './schema.ts';

export interface SaltOptions {
  /** Of salt-api, such as https://salt-1.example:8000 */
  url: string;
  credentials: Login;
  /** As the master's external_auth names it: sharedsecret, pam, file, … */
  eauth: string;
  http: Http;
}

/** Sessions live twelve hours if nobody says otherwise; one that ended earlier is renewed at its first 401. */
const SESSION_MS = 6 * 60 * 60 * 1000;

/** One session with one salt-api, for all who call. It lives in that process: it ends when salt-api does. */
export class SaltClient {
  readonly #options: SaltOptions;
  readonly #client: JsonClient;
  readonly #door: JsonClient;
  readonly #sessions: SharedWork<{ token: string }>;
  /** The session that is in use; who found it ended asks for the next one, and all who did get the same. */
  #session = 1;

  constructor(options: SaltOptions) {
    this.#options = options;
    const { url, credentials, http } = options;
    const authentication = { headers: {}, secrets: [credentials.password] };
    const common = { system: 'Salt', url, authentication, http };
    this.#client = new JsonClient({ ...common, classify });
    this.#door = new JsonClient({ ...common, classify: classifyLogin });
    this.#sessions = new SharedWork(SESSION_MS, () => http.cancellation());
  }

  /** A function of the master's. */
  runner<T>(schema: z.ZodType<T>, fun: string, args: object, task: string): Promise<T> {
    return this.ask(schema, { client: 'runner', fun, ...args }, task);
  }

  /** A function over the master's keys. */
  async wheel<T>(schema: z.ZodType<T>, fun: string, args: object, task: string): Promise<T> {
    const { data } = await this.ask(wheelAnswer, { client: 'wheel', fun, ...args }, task);
    return this.#read(schema, data.return, task);
  }

  /** One lowstate, and its answer. */
  async ask<T>(schema: z.ZodType<T>, lowstate: object, task: string): Promise<T> {
    const call: Call = { method: 'POST', path: '/', body: [lowstate], task };
    const reply = await this.#withSession(call);
    const { return: list } = this.#client.parse(answers, reply, call);
    return this.#read(schema, list[0], task);
  }

  /** A 200 may hold the words of what went wrong on the master. */
  #read<T>(schema: z.ZodType<T>, answer: unknown, task: string): T {
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    if (typeof answer === 'string') {
      const [words] = answer.trim().split('\n');
      throw new Failure(
        'Unavailable',
        `Salt at ${this.#options.url} could not ${task}: ${words}. Bedplate tries again; if it stays so, look at the master's log.`,
      );
    }
    const [issue] = parsed.error.issues;
    throw new Failure(
      'Unsupported',
      `Salt at ${this.#options.url} could not ${task}: its answer is not what was expected (${issue?.path.join('.')}: ${issue?.message}). ` +
        'Check that the master is of a version that Bedplate knows.',
    );
  }

  async #withSession(call: Call): Promise<HttpReply> {
    const session = this.#session;
    const reply = await this.#client.send({ ...call, headers: await this.#headers() });
    if (reply.status !== 401) return reply;
    if (this.#session === session) {
      this.#session += 1;
      this.#sessions.clear();
    }
    return this.#client.send({ ...call, headers: await this.#headers() });
  }

  async #headers(): Promise<Record<string, string>> {
    const { token } = await this.#sessions.get('', () => this.#logIn());
    return { 'x-auth-token': token };
  }

  async #logIn(): Promise<{ token: string }> {
    const { credentials, eauth } = this.#options;
    const body = { ...credentials, eauth };
    const call = { method: 'POST', path: '/login', body, shared: true, task: 'log us in' } as const;
    const { return: sessions } = await this.#door.read(loginReply, call);
    const session = Array.isArray(sessions) ? sessions[0] : sessions;
    return { token: session?.token ?? '' };
  }
}
