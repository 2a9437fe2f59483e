import { changed, json, unchanged, type HttpReply, type HttpRequest } from '../../http/message.ts';
import type { Route } from '../../http/router.ts';
import { objectOf, parseJson, type JsonObject } from '../../storage/json.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { envelope } from '../envelope.ts';
import { missingParameter, unprocessableText } from '../refusals.ts';
import { wrapped } from '../request-body.ts';
import { buildStatus, labelOf } from './build-mode.ts';
import { searchHosts } from './host-search.ts';
import type { HostStore } from './host-store.ts';
import { allParameters, showDeleted, showHost, showParameter, showRow } from './host-view.ts';
import type { Host } from './host.ts';

export function hostRoutes(store: HostStore, catalogue: Catalogue): Route[] {
  return [
    ['GET', '/api/hosts', (request) => index(store, catalogue, request)],
    ['POST', '/api/hosts', (request) => create(store, catalogue, request)],
    ['GET', '/api/hosts/:id', (_request, { id = '' }) => show(store, catalogue, id)],
    ['PUT', '/api/hosts/:id', (request, { id = '' }) => update(store, catalogue, request, id)],
    ['DELETE', '/api/hosts/:id', (_request, { id = '' }) => remove(store, id)],
    [
      'GET',
      '/api/hosts/:id/status/:type',
      (_request, { id = '', type = '' }) => showStatus(store, store.find(id), type),
    ],
    ['DELETE', '/api/hosts/:id/status/:type', (_request, { id = '', type = '' }) => forgetStatus(store, id, type)],
  ];
}

function index(store: HostStore, catalogue: Catalogue, request: HttpRequest): HttpReply {
  const matches = searchHosts(store, catalogue, request.query.get('search') ?? '');
  const included = [...request.query.getAll('include'), ...request.query.getAll('include[]')];
  return envelope(request, store.traps, { matches, total: store.hosts.size }, (host) => ({
    ...showRow(host, catalogue),
    ...(included.includes('parameters') && { parameters: host.parameters.map(showParameter) }),
    ...(included.includes('all_parameters') && { all_parameters: allParameters(host, catalogue).map(showParameter) }),
  }));
}

function create(store: HostStore, catalogue: Catalogue, request: HttpRequest): HttpReply {
  const attributes = hostAttributes(request);
  if (attributes.name === undefined) throw missingParameter('name');
  const host = store.create(attributes);
  return json(201, showHost(host, catalogue), changed(host.name));
}

function show(store: HostStore, catalogue: Catalogue, id: string): HttpReply {
  const host = store.find(id);
  return json(200, showHost(host, catalogue), unchanged(host.name));
}

function update(store: HostStore, catalogue: Catalogue, request: HttpRequest, id: string): HttpReply {
  const host = store.find(id);
  const didChange = store.update(host, hostAttributes(request));
  return json(200, showHost(host, catalogue), { key: host.name, changed: didChange });
}

function remove(store: HostStore, id: string): HttpReply {
  if (!store.has(id) && !store.traps.isOn('foreman.deleted-twice')) return json(200, {}, unchanged(id));
  const host = store.find(id);
  store.requireProxies(() => store.remove(host));
  store.remove(host);
  return json(200, showDeleted(host, store.traps), changed(host.name));
}

function showStatus(store: HostStore, host: Host, type: string): HttpReply {
  if (type === 'global') return json(200, { status_label: 'OK', status: 0 }, unchanged(host.name));
  if (type !== 'build') throw unprocessableText(`Status ${type} does not exist.`);
  const status = buildStatus(host, store.traps);
  return json(200, { status_label: labelOf(status), status }, unchanged(host.name));
}

function forgetStatus(store: HostStore, id: string, type: string): HttpReply {
  const host = store.find(id);
  if (type !== 'build') throw unprocessableText(`Status ${type} does not exist.`);
  const didChange = host.buildErrors !== null;
  host.buildErrors = null;
  store.touch(host);
  return json(200, { host_id: host.id, type: 'HostStatus::BuildStatus' }, { key: host.name, changed: didChange });
}

/** The taxonomy beside `host` is the context of the request, and so the host's default. */
function hostAttributes(request: HttpRequest): JsonObject {
  const parsed = parseJson(request.body === '' ? '{}' : request.body);
  const body = parsed.ok ? objectOf(parsed.value) : {};
  const context: JsonObject = {};
  for (const name of ['organization_id', 'location_id']) {
    if ('host' in body && body[name] !== undefined) context[name] = body[name];
  }
  return { ...context, ...wrapped(request, 'host') };
}
