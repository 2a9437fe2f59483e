import { changed, empty, json, text, unchanged, type HttpReply, type HttpRequest } from '../http/message.ts';
import type { Route } from '../http/router.ts';
import type { Settings } from '../settings.ts';
import { textOf } from '../storage/json.ts';
import type { Traps } from '../traps/traps.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { DefaultTemplates } from './catalogue/default-templates.ts';
import { markBuilt, markFailed, tokenExpired } from './hosts/build-mode.ts';
import type { HostStore } from './hosts/host-store.ts';
import { allParameters } from './hosts/host-view.ts';
import type { Host } from './hosts/host.ts';
import { bareNotFound } from './refusals.ts';
import { renderTemplate, type Rendered } from './template-rendering.ts';

/** Script for a host that is not to be installed: without it a machine that boots from the network first reinstalls forever. */
const localBoot = '#!ipxe\n# boot from the local disk\nexit\n';

export interface Unattended {
  store: HostStore;
  catalogue: Catalogue;
  defaults: DefaultTemplates;
  settings: Settings;
}

/** What installing hosts call, without a login (contracts 1.5), and the preview of it. */
export function unattendedRoutes(parts: Unattended): Route[] {
  return [
    ['GET', '/unattended/built', (request) => report(parts, request, markBuilt)],
    ['POST', '/unattended/built', (request) => report(parts, request, markBuilt)],
    [
      'POST',
      '/unattended/failed',
      (request) => report(parts, request, (host, traps) => markFailed(host, request.body, traps)),
    ],
    ['GET', '/unattended/:kind', (request, { kind = '' }) => serve(parts, request, kind)],
    ['GET', '/api/hosts/:id/template/:kind', (request, { id = '', kind = '' }) => preview(parts, request, id, kind)],
  ];
}

function report(parts: Unattended, request: HttpRequest, mark: (host: Host, traps: Traps) => void): HttpReply {
  // Accepted after expiry too; but the first call deletes the token, so a second one finds nothing.
  const host = findCaller(parts.store, request);
  const { traps } = parts.store;
  if (!host) return text(404, '');
  if (tokenExpired(host, traps) && !traps.isOn('foreman.built-after-expiry')) return text(404, '');
  if (!host.build && traps.isOn('foreman.built-once')) return text(405, '', unchanged(host.name));
  mark(host, traps);
  parts.store.touch(host);
  return empty(201, changed(host.name));
}

function serve(parts: Unattended, request: HttpRequest, kind: string): HttpReply {
  const host = findCaller(parts.store, request);
  if (!host) return text(404, `unable to find a host for this request`);
  const { traps } = parts.store;
  const byToken = request.query.has('token') && traps.isOn('foreman.expired-token-is-a-404');
  if (tokenExpired(host, traps)) return text(byToken ? 404 : 401, '', unchanged(host.name));
  if (!host.build && kind === 'iPXE') return text(200, localBoot, unchanged(host.name));
  if (!host.build && traps.isOn('foreman.kickstart-in-build-mode-only')) return text(405, '', unchanged(host.name));
  const isIncomplete = host.operatingSystemId === null && traps.isOn('foreman.system-missing-is-a-409');
  if (isIncomplete) return text(409, 'operating system not set', unchanged(host.name));

  const rendered = render(parts, request, host, kind);
  if (rendered === null) return text(404, `unable to find ${kind} template for ${host.name}`, unchanged(host.name));
  return rendered.ok
    ? text(200, rendered.text, unchanged(host.name))
    : text(500, rendered.reason, unchanged(host.name));
}

function preview(parts: Unattended, request: HttpRequest, id: string, kind: string): HttpReply {
  const host = parts.store.find(id);
  const rendered = render(parts, request, host, kind);
  if (rendered === null) throw bareNotFound(`No template with kind ${kind} for ${host.name}`);
  if (!rendered.ok) return json(500, { error: { message: rendered.reason } }, unchanged(host.name));
  return json(200, { template: rendered.text }, unchanged(host.name));
}

/** By token; only without one by the MACs that the caller names, the newest host first. */
function findCaller(store: HostStore, request: HttpRequest): Host | undefined {
  const token = request.query.get('token');
  const byToken = token === null ? undefined : store.hosts.first(`token:${token}`);
  if (byToken || (token !== null && store.traps.isOn('foreman.token-before-mac'))) return byToken;
  return macsOf(request)
    .flatMap((mac) => store.hosts.find(`mac:${mac}`))
    .sort((left, right) => right.id - left.id)[0];
}

function macsOf(request: HttpRequest): string[] {
  const named = request.query.get('mac');
  const sent = Object.entries(request.headers)
    .filter(([name]) => name.startsWith('x-rhn-provisioning-mac-'))
    // Anaconda sends "eth0 52:54:00:…".
    .map(([, value]) => String(value).split(/\s+/).at(-1) ?? '');
  return [...(named === null ? [] : [named]), ...sent].map((mac) => mac.toLowerCase());
}

function render(parts: Unattended, request: HttpRequest, host: Host, kind: string): Rendered | null {
  const { catalogue, defaults, settings } = parts;
  const chosen = host.operatingSystemId === null ? undefined : defaults.template(host.operatingSystemId, kind);
  // Every network boot needs an iPXE script; the built-in one serves operating systems that chose none.
  const template =
    chosen ?? (kind === 'iPXE' ? catalogue.byName('provisioning_templates', 'Kickstart default iPXE') : undefined);
  if (!template) return null;
  const base = settings.unattendedUrl ?? request.origin;
  const token = host.token?.value ?? null;
  return renderTemplate(textOf(template.values.template) ?? '', {
    hostName: host.name,
    token,
    hostParameter: (name) => textOf(allParameters(host, catalogue).find((parameter) => parameter.name === name)?.value),
    foremanUrl: (wanted) => `${base.replace(/\/$/, '')}/unattended/${wanted}${token === null ? '' : `?token=${token}`}`,
  });
}
