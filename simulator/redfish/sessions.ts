import { randomUUID } from 'node:crypto';
import { basicLogin, sameLogin, type Login } from '../credentials.ts';
import { changed, empty, json, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { MachineSpec } from '../machines/machine.ts';
import { objectOf, parseJson, textOf } from '../storage/json.ts';
import { redfishError } from './refusals.ts';

/** Logins of the BMCs: Basic, or a session's `X-Auth-Token`. */
export class Sessions {
  readonly #standard: Login;
  readonly #sessions = new Map<string, { id: string; login: Login }>();

  constructor(standard: Login) {
    this.#standard = standard;
  }

  /** A machine with its own login takes no other. */
  accepts(request: HttpRequest, spec: MachineSpec | null): boolean {
    const token = request.headers['x-auth-token'];
    const login =
      typeof token === 'string' ? this.#sessions.get(token)?.login : basicLogin(request.headers.authorization);
    return login !== undefined && login !== null && sameLogin(login, spec?.bmc ?? this.#standard);
  }

  create(request: HttpRequest): HttpReply {
    const parsed = parseJson(request.body);
    const body = parsed.ok ? objectOf(parsed.value) : {};
    const login = { username: textOf(body.UserName) ?? '', password: textOf(body.Password) ?? '' };
    if (!sameLogin(login, this.#standard))
      return redfishError(401, 'Base.1.0.NoValidSession', 'Invalid user name or password');
    const session = { id: randomUUID(), login };
    const token = randomUUID();
    this.#sessions.set(token, session);
    const path = `/redfish/v1/SessionService/Sessions/${session.id}`;
    const reply = json(
      201,
      { '@odata.id': path, Id: session.id, Name: 'User Session', UserName: login.username },
      changed('session'),
    );
    return { ...reply, headers: { ...reply.headers, 'x-auth-token': token, location: path } };
  }

  remove(id: string): HttpReply {
    for (const [token, session] of this.#sessions) {
      if (session.id !== id) continue;
      this.#sessions.delete(token);
      return empty(204, changed('session'));
    }
    return redfishError(404, 'Base.1.0.ResourceMissingAtURI', `Unable to find the session ${id}`);
  }
}
