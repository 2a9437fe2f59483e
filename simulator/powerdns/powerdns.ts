import { json, text, type HttpReply, type HttpRequest } from '../http/message.ts';
import { Router } from '../http/router.ts';
import type { System } from '../http/serve.ts';
import type { Settings } from '../settings.ts';
import type { Traps } from '../traps/traps.ts';
import { searchData } from './search.ts';
import { server, zoneRoutes } from './zone-routes.ts';
import { Zones } from './zones.ts';

export interface PowerDns {
  system: System;
  zones: Zones;
}

/** The HTTP API of PowerDNS Authoritative 4.7 on sqlite; everything but JSON replies and 422 is plain text. */
export function createPowerDns(settings: Settings, traps: Traps, apiKey: string): PowerDns {
  const zones = new Zones(traps);
  const about = {
    type: 'Server',
    id: 'localhost',
    daemon_type: 'authoritative',
    version: '4.7.3',
    url: server,
    zones_url: `${server}/zones{/zone}`,
  };
  const router = new Router([
    ['GET', '/api/v1/servers', () => json(200, [about])],
    ['GET', server, () => json(200, about)],
    ['GET', `${server}/search-data`, (request) => searchData(zones, request)],
    ...zoneRoutes(zones, settings),
  ]);

  async function handle(request: HttpRequest): Promise<HttpReply> {
    const reply = await answer(request);
    const isText = reply.status >= 400 && reply.status !== 422 && !traps.isOn('powerdns.errors-in-plain-text');
    return isText ? json(reply.status, { error: reply.body }, reply.touched) : reply;
  }

  function answer(request: HttpRequest): HttpReply | Promise<HttpReply> {
    if (request.headers['x-api-key'] !== apiKey) return text(401, 'Unauthorized');
    const found = router.find(request.method, request.path);
    if (found.kind === 'nothing') return text(404, 'Not Found');
    if (found.kind === 'other-methods') return text(405, 'Method Not Allowed');
    return found.handler(request, found.parameters);
  }

  return { system: { name: 'powerdns', handle }, zones };
}
