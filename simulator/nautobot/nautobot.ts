import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import { Router } from '../http/router.ts';
import type { System } from '../http/serve.ts';
import type { Settings } from '../settings.ts';
import type { Traps } from '../traps/traps.ts';
import { availableIpRoutes } from './available-ips.ts';
import { modelRoutes } from './model-routes.ts';
import { NautobotRefusal } from './refusals.ts';
import { seedNautobot } from './seed.ts';
import { Tables } from './tables.ts';

export interface Nautobot {
  system: System;
  tables: Tables;
}

const versions = ['2.0', '2.1', '2.2', '2.3', '2.4', '3.0', '3.1', '3.2'];
const newest = '3.2';

/** Nautobot's REST API, as far as a CMDB and IPAM client needs it. */
export function createNautobot(settings: Settings, traps: Traps, token: string): Nautobot {
  const tables = new Tables(traps);
  seedNautobot(tables);
  const router = new Router([
    [
      'GET',
      '/api/status/',
      () => json(200, { 'nautobot-version': '3.2.7', 'django-version': '4.2.27', 'python-version': '3.11.2' }),
    ],
    ...modelRoutes(tables),
    ...availableIpRoutes(tables, settings),
  ]);

  async function handle(request: HttpRequest): Promise<HttpReply> {
    // The redirect comes before everything else, and costs a POST its body (contracts 2.2).
    if (!request.path.endsWith('/') && traps.isOn('nautobot.trailing-slash')) return redirect(request);
    const version = negotiate(request.headers.accept ?? '', traps);
    if (version === null)
      return json(406, { detail: `Invalid version in "Accept" header. Supported versions are ${versions.join(', ')}` });
    const refusal = authenticate(request, token, traps);
    const reply = refusal ?? (await answer(request));
    return { ...reply, headers: { ...reply.headers, 'api-version': version } };
  }

  async function answer(request: HttpRequest): Promise<HttpReply> {
    const found = router.find(request.method, request.path.replace(/\/?$/, '/'));
    if (found.kind === 'nothing') return json(404, { detail: 'Not found.' });
    if (found.kind === 'other-methods') return json(405, { detail: `Method "${request.method}" not allowed.` });
    try {
      return await found.handler(request, found.parameters);
    } catch (error) {
      if (error instanceof NautobotRefusal) return error.reply;
      throw error;
    }
  }

  return { system: { name: 'nautobot', handle }, tables };
}

function redirect(request: HttpRequest): HttpReply {
  const query = request.query.toString();
  const location = `${request.path}/${query === '' ? '' : `?${query}`}`;
  return { status: 301, headers: { location }, body: '', touched: { key: '', changed: false } };
}

function negotiate(accept: string, traps: Traps): string | null {
  const asked = /version=([\d.]+)/.exec(accept)?.[1];
  if (asked === undefined) return newest;
  return versions.includes(asked) || !traps.isOn('nautobot.version-406') ? asked : null;
}

function authenticate(request: HttpRequest, token: string, traps: Traps): HttpReply | null {
  const status = traps.isOn('nautobot.refused-token-is-a-403') ? 403 : 401;
  const given = /^Token\s+(\S+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (given === undefined) return json(status, { detail: 'Authentication credentials were not provided.' });
  return given === token ? null : json(status, { detail: 'Invalid token' });
}
