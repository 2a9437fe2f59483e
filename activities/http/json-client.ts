import type { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Authentication } from './authentication.ts';
import type { Http, HttpReply, HttpRequest } from './http.ts';
import { NoAnswer } from './no-answer.ts';
import { redact } from './redact.ts';
import type { Verdict } from './verdict.ts';

export interface JsonClientOptions {
  /** As people call it, such as "Foreman". */
  system: string;
  url: string;
  authentication: Authentication;
  /** Besides those of the authentication. */
  headers?: Readonly<Record<string, string>>;
  http: Http;
  /** The adapter's one place that decides what a refusal means. */
  classify: (reply: HttpReply) => Verdict;
}

export interface Call {
  method: HttpRequest['method'];
  /** Below the client's url, with its leading slash, encoded. */
  path: string;
  query?: Readonly<Record<string, string | number | readonly string[]>>;
  headers?: Readonly<Record<string, string>>;
  body?: unknown;
  shared?: HttpRequest['shared'];
  /** For messages, in words that follow "could not": "create host n1.example". */
  task: string;
}

/** Speaks JSON with one system. Everything that goes wrong leaves it as a Failure whose message holds no secret. */
export class JsonClient {
  readonly #options: JsonClientOptions;
  readonly #base: string;

  constructor(options: JsonClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
  }

  /** The running activity's, if there is one. */
  cancellation(): AbortSignal | undefined {
    return this.#options.http.cancellation();
  }

  /** Any answer, whatever its status; a Failure when there is none. */
  async send(call: Call): Promise<HttpReply> {
    const { authentication, http, headers } = this.#options;
    try {
      return await http.send({
        method: call.method,
        url: this.#urlOf(call),
        headers: { accept: 'application/json', ...headers, ...authentication.headers, ...call.headers },
        body: call.body,
        ...(call.shared !== undefined && { shared: call.shared }),
      });
    } catch (error) {
      if (error instanceof NoAnswer) throw this.#failure(error.verdict, call);
      throw error;
    }
  }

  /** The body of a 2xx answer; any other is a Failure. */
  async read<T>(schema: z.ZodType<T>, call: Call): Promise<T> {
    return this.parse(schema, await this.send(call), call);
  }

  /** As `read`; undefined on 404. */
  async find<T>(schema: z.ZodType<T>, call: Call): Promise<T | undefined> {
    const reply = await this.send(call);
    return reply.status === 404 ? undefined : this.parse(schema, reply, call);
  }

  /** For writes whose answer says nothing that is needed. */
  async order(call: Call): Promise<void> {
    const reply = await this.send(call);
    if (!isSuccess(reply)) throw this.refusal(reply, call);
  }

  /** "absent" on 404: somebody deleted it before us, or an earlier call did and its answer was lost. */
  async remove(call: Omit<Call, 'method'>): Promise<'deleted' | 'absent'> {
    const reply = await this.send({ ...call, method: 'DELETE' });
    if (reply.status === 404) return 'absent';
    if (!isSuccess(reply)) throw this.refusal(reply, { ...call, method: 'DELETE' });
    return 'deleted';
  }

  parse<T>(schema: z.ZodType<T>, reply: HttpReply, call: Call): T {
    if (!isSuccess(reply)) throw this.refusal(reply, call);
    const parsed = schema.safeParse(reply.body);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const why = `its answer is not what was expected (${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'unknown'})`;
    const remedy = 'Check that the url is right and that its version is one that Bedplate knows';
    throw this.#failure({ type: 'Unsupported', why, remedy }, call);
  }

  /** The Failure that stands for an answer which is no success. */
  refusal(reply: HttpReply, call: Call): Failure {
    return this.#failure(this.#options.classify(reply), call);
  }

  #failure(verdict: Verdict, call: Call): Failure {
    const { system, authentication } = this.#options;
    const text = `${system} at ${originOf(this.#base)} could not ${call.task}: ${verdict.why}. ${verdict.remedy}.`;
    const message = redact(text, authentication.secrets);
    const { type, retryAfterMs, outage } = verdict;
    return new Failure(type, message, {
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(outage !== undefined && { outage }),
    });
  }

  #urlOf(call: Call): URL {
    const url = new URL(this.#base + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      for (const item of typeof value === 'object' ? value : [value]) url.searchParams.append(name, String(item));
    }
    return url;
  }
}

export function isSuccess(reply: HttpReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
