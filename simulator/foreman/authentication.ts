import { basicLogin, sameLogin, type Login } from '../credentials.ts';
import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Traps } from '../traps/traps.ts';

const failuresAllowed = 30;
const windowMs = 5 * 60_000;

/** Foreman's login check with its brute-force lock: 30 failures from one address shut out everybody behind it. */
export class Authentication {
  readonly #accepted: Login;
  readonly #traps: Traps;
  readonly #failures = new Map<string, number[]>();

  constructor(accepted: Login, traps: Traps) {
    this.#accepted = accepted;
    this.#traps = traps;
  }

  /** Null when the caller may go on. */
  refuse(request: HttpRequest): HttpReply | null {
    const recent = (this.#failures.get(request.client) ?? []).filter((at) => at > Date.now() - windowMs);
    const login = basicLogin(request.headers.authorization);
    if (recent.length >= failuresAllowed && this.#traps.isOn('foreman.brute-force-lock'))
      return unauthorized('Too many tries, please try again in a few minutes.');
    if (login !== null && sameLogin(login, this.#accepted)) return null;

    this.#failures.set(request.client, [...recent, Date.now()]);
    return unauthorized(`Unable to authenticate user ${login?.username ?? ''}`.trim());
  }

  forgetFailures(): void {
    this.#failures.clear();
  }
}

function unauthorized(message: string): HttpReply {
  return json(401, { error: { message } });
}
