export interface RawReply {
  status: number;
  type: string;
  body: unknown;
}

/** salt-api without an adapter: what it really says. */
export class RawSalt {
  readonly #url: string;
  readonly #login: object;
  #token = '';

  constructor(url: string, login: object) {
    this.#url = url;
    this.#login = login;
  }

  async logIn(): Promise<RawReply> {
    const reply = await this.post('/login', { ...this.#login, eauth: 'sharedsecret' });
    const { return: sessions } = reply.body as { return: { token: string }[] };
    this.#token = sessions[0]?.token ?? '';
    return reply;
  }

  /** One call, and what salt-api says to it. */
  ask(lowstate: object): Promise<RawReply> {
    return this.post('/', [lowstate]);
  }

  /** The answer to one call. */
  async answer(lowstate: object): Promise<unknown> {
    const { body } = await this.ask(lowstate);
    return (body as { return: unknown[] }).return[0];
  }

  async post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<RawReply> {
    const reply = await fetch(this.#url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-auth-token': this.#token,
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    const type = reply.headers.get('content-type')?.split(';')[0] ?? '';
    return { status: reply.status, type, body: type === 'application/json' ? JSON.parse(text) : text };
  }
}
