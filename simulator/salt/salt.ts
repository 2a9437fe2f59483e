import type { Login } from '../credentials.ts';
import type { Faults } from '../faults/faults.ts';
import { changed, json, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { System } from '../http/serve.ts';
import type { Settings } from '../settings.ts';
import { objectOf, parseJson, textOf, type Json } from '../storage/json.ts';
import type { Answer } from './calls/answer.ts';
import { callAndWait, callAsync } from './calls/local.ts';
import { type Lowstate, readLowstate } from './calls/lowstate.ts';
import { callRunner } from './calls/runner.ts';
import { callWheel } from './calls/wheel.ts';
import { SaltMaster } from './master.ts';
import { htmlError } from './refusal.ts';
import { Sessions } from './sessions.ts';

export interface Salt {
  system: System;
  master: SaltMaster;
  sessions: Sessions;
}

const SESSION_SECONDS = 43_200;

/** salt-api (rest_cherrypy) of Salt 3008, as far as it was recorded from a real one. */
export function createSalt(settings: Settings, faults: Faults, login: Login): Salt {
  const master = new SaltMaster(settings, faults);
  const sessions = new Sessions(login);

  async function handle(request: HttpRequest): Promise<HttpReply> {
    if (request.path === '/login') return request.method === 'POST' ? logIn(request) : htmlError(401, 'Please log in');
    if (request.path !== '/') return htmlError(404, `The path '${request.path}' was not found.`);
    if (!sessions.isOpen(request.headers['x-auth-token']))
      return htmlError(401, 'No permission -- see authorization schemes');
    const lowstates = readBody(request);
    if (!lowstates) return htmlError(400, 'Lowstates must be a list');
    const answers: Answer[] = [];
    for (const lowstate of lowstates) {
      const answer = await call(lowstate);
      if (answer === undefined) return json(500, { status: 500, return: 'An unexpected error occurred' });
      if ('status' in answer) return answer;
      answers.push(answer);
    }
    const touched = answers.flatMap((answer) => answer.changed ?? []);
    const body = { return: answers.map(({ value }) => value) };
    return touched.length > 0 ? json(200, body, changed(touched.join(','))) : json(200, body);
  }

  async function call(lowstate: Lowstate): Promise<Answer | HttpReply | undefined> {
    switch (lowstate.client) {
      case 'local_async':
        return callAsync(master, lowstate, login.username);
      case 'local':
        return callAndWait(master, settings, lowstate, login.username);
      case 'runner':
        return callRunner(master, lowstate);
      case 'wheel':
        return callWheel(master, lowstate, login.username);
      default:
        return htmlError(
          400,
          `Client disabled: '${lowstate.client}'. Add to 'netapi_enable_clients' master config option to enable.`,
        );
    }
  }

  function logIn(request: HttpRequest): HttpReply {
    const parsed = parseJson(request.body);
    const sent = objectOf(parsed.ok ? parsed.value : null);
    const given = {
      username: textOf(sent.username) ?? '',
      password: textOf(sent.password) ?? '',
      eauth: textOf(sent.eauth) ?? '',
    };
    const token = sessions.open(given);
    if (token === null) return htmlError(401, 'Could not authenticate using provided credentials');
    const start = Date.now() / 1000;
    const session = { token, start, expire: start + SESSION_SECONDS, user: login.username, eauth: given.eauth };
    return json(200, { return: [{ ...session, perms: ['.*', '@jobs', '@runner', '@wheel'] }] });
  }

  return { master, sessions, system: { name: 'salt', handle, pathOf } };
}

/** Every call is a POST to one path: `/local_async/state.apply` says which it is. */
function pathOf(request: HttpRequest): string {
  const [lowstate] = request.path === '/' ? (readBody(request) ?? []) : [];
  return lowstate ? `/${lowstate.client}/${lowstate.fun}` : request.path;
}

function readBody(request: HttpRequest): Lowstate[] | null {
  const parsed = parseJson(request.body);
  if (!parsed.ok) return null;
  const { value } = parsed;
  const list: Json[] = Array.isArray(value) ? value : [value];
  return list.map(readLowstate);
}
