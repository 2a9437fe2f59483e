import type { Login } from '../credentials.ts';
import { json, type HttpReply, type HttpRequest } from '../http/message.ts';
import { Router } from '../http/router.ts';
import type { System } from '../http/serve.ts';
import type { Settings } from '../settings.ts';
import { parseJson } from '../storage/json.ts';
import type { Traps } from '../traps/traps.ts';
import { Authentication } from './authentication.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { catalogueRoutes } from './catalogue/catalogue-routes.ts';
import { DefaultTemplates } from './catalogue/default-templates.ts';
import { hostRoutes } from './hosts/host-routes.ts';
import { HostStore } from './hosts/host-store.ts';
import { partsRoutes } from './hosts/parts-routes.ts';
import { powerRoutes, type PowerControl } from './hosts/power-routes.ts';
import { ForemanRefusal } from './refusals.ts';
import { seedForeman } from './seed.ts';
import { unattendedRoutes } from './unattended.ts';

export interface Foreman {
  system: System;
  catalogue: Catalogue;
  store: HostStore;
  authentication: Authentication;
}

const version = '3.13.0';

/** Foreman's REST API v2 and what it serves to installing machines. */
export function createForeman(settings: Settings, traps: Traps, login: Login, control: PowerControl): Foreman {
  const catalogue = new Catalogue(traps);
  seedForeman(catalogue);
  const store = new HostStore(catalogue, settings);
  const defaults = new DefaultTemplates(catalogue);
  const authentication = new Authentication(login, traps);
  const router = new Router([
    ['GET', '/api/status', () => json(200, { result: 'ok', status: 200, version, api_version: 2 })],
    ...hostRoutes(store, catalogue),
    ...partsRoutes(store),
    ...powerRoutes(store, control),
    ...defaults.routes(),
    ...catalogueRoutes(catalogue),
    ...unattendedRoutes({ store, catalogue, defaults, settings }),
  ]);

  async function handle(request: HttpRequest): Promise<HttpReply> {
    // `/api/v2` is the same API under its full name.
    const path = request.path.replace(/^\/api\/v2\//, '/api/');
    const refusal =
      path.startsWith('/api/') && path !== '/api/status'
        ? (authentication.refuse(request) ?? refuseBody(request, traps))
        : null;
    if (refusal) return refusal;
    const found = router.find(request.method, path);
    if (found.kind !== 'handler')
      return json(404, { error: { message: `No route matches [${request.method}] "${path}"` } });
    try {
      const reply = await found.handler(request, found.parameters);
      return { ...reply, headers: { ...reply.headers, foreman_version: version, foreman_api_version: '2' } };
    } catch (error) {
      if (error instanceof ForemanRefusal) return error.replyWith(traps);
      throw error;
    }
  }

  return { system: { name: 'foreman', handle }, catalogue, store, authentication };
}

function refuseBody(request: HttpRequest, traps: Traps): HttpReply | null {
  if (request.method !== 'POST' && request.method !== 'PUT') return null;
  const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '');
  if (!isJson && traps.isOn('foreman.content-type')) {
    return json(415, { error: { message: "Unsupported 'Content-Type' header; 'application/json' is required" } });
  }
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  if (parsed.ok) return null;
  const problem = `There was a problem in the JSON you submitted: ${parsed.reason}`;
  return json(400, { status: 400, error: traps.isOn('foreman.error-is-a-string') ? problem : { message: problem } });
}
