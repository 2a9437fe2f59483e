import { randomBytes } from 'node:crypto';
import { type Login, sameLogin } from '../credentials.ts';

/** They live in salt-api's memory: a restart ends them all. */
export class Sessions {
  readonly #login: Login;
  readonly #tokens = new Set<string>();

  constructor(login: Login) {
    this.#login = login;
  }

  open(given: Login & { eauth: string }): string | null {
    if (given.eauth !== 'sharedsecret' || !sameLogin(given, this.#login)) return null;
    const token = randomBytes(20).toString('hex');
    this.#tokens.add(token);
    return token;
  }

  isOpen(token: unknown): boolean {
    return typeof token === 'string' && this.#tokens.has(token);
  }

  endAll(): void {
    this.#tokens.clear();
  }
}
