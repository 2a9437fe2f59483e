import type { Settings } from '../../settings.ts';
import { Indexed } from '../../storage/indexed.ts';
import { textOf, type JsonObject } from '../../storage/json.ts';
import type { Traps } from '../../traps/traps.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { invalid, notFound, proxyFailure } from '../refusals.ts';
import { followBuild } from './build-mode.ts';
import { applyAttributes, references } from './host-attributes.ts';
import { validateHost } from './host-rules.ts';
import type { Host } from './host.ts';

/** All hosts of Foreman; every change is checked on a draft first, so a refused one leaves no trace. */
export class HostStore {
  readonly hosts = new Indexed<Host>(hostKeys);
  readonly traps: Traps;
  readonly #catalogue: Catalogue;
  readonly #settings: Settings;
  #lastId = 0;
  #lastPartId = 0;

  constructor(catalogue: Catalogue, settings: Settings) {
    this.#catalogue = catalogue;
    this.#settings = settings;
    this.traps = catalogue.traps;
    catalogue.usedBy = (plural, id) => this.hosts.first(`${plural}:${id}`)?.name ?? null;
  }

  /** By numeric id or FQDN. */
  find(idOrName: string): Host {
    const host = this.#lookUp(idOrName);
    if (!host) throw notFound('host', idOrName);
    return host;
  }

  has(idOrName: string): boolean {
    return this.#lookUp(idOrName) !== undefined;
  }

  /** Throws when the smart proxies fail; what was half done stays so only where nothing is rolled back. */
  requireProxies(halfDone: () => void): void {
    if (this.#settings.smartProxies === 'work') return;
    if (!this.traps.isOn('foreman.proxy-failure-keeps-the-host')) halfDone();
    throw proxyFailure();
  }

  create(attributes: JsonObject): Host {
    const draft = newHost(this.#lastId + 1, this.traps.isOn('foreman.managed-by-default'));
    const created = this.#write(null, draft, attributes);
    this.#lastId = created.id;
    return created;
  }

  update(host: Host, attributes: JsonObject): boolean {
    const before = JSON.stringify({ ...host, updatedAt: '' });
    this.#write(host, structuredClone(host), attributes);
    return before !== JSON.stringify({ ...host, updatedAt: '' });
  }

  /** For changes made outside `update`: the indexes follow. */
  touch(host: Host): void {
    host.updatedAt = new Date().toISOString();
    this.hosts.put(host);
  }

  remove(host: Host): void {
    this.hosts.remove(host);
  }

  nextPartId(): number {
    this.#lastPartId += 1;
    return this.#lastPartId;
  }

  #lookUp(idOrName: string): Host | undefined {
    const byId = /^\d+$/.test(idOrName) ? this.hosts.first(`id:${idOrName}`) : undefined;
    return byId ?? this.hosts.first(`name:${idOrName.toLowerCase()}`);
  }

  #write(current: Host | null, draft: Host, attributes: JsonObject): Host {
    const errors = applyAttributes(draft, attributes, this.#catalogue, { next: () => this.nextPartId() });
    const taken = (key: string) => this.hosts.find(key).some((other) => other !== current);
    const found = { ...validateHost(draft, this.#catalogue, taken), ...errors };
    if (Object.keys(found).length > 0) throw invalid(found, current?.id ?? null);

    this.requireProxies(() => undefined);
    const asked = attributes.build !== undefined;
    followBuild(draft, asked, current?.build ?? false, this.#settings.tokenMinutes, this.traps);
    const host = current ? Object.assign(current, draft) : draft;
    this.touch(host);
    return host;
  }
}

function newHost(id: number, managed: boolean): Host {
  const now = new Date().toISOString();
  return {
    id,
    name: '',
    domainId: null,
    organizationId: null,
    locationId: null,
    architectureId: null,
    operatingSystemId: null,
    mediumId: null,
    ptableId: null,
    hostgroupId: null,
    managed,
    build: false,
    enabled: true,
    pxeLoader: null,
    comment: null,
    rootPassHash: null,
    parameters: [],
    interfaces: [],
    token: null,
    initiatedAt: null,
    installedAt: null,
    buildErrors: null,
    createdAt: now,
    updatedAt: now,
  };
}

function hostKeys(host: Host): string[] {
  const keys = [`id:${host.id}`, `name:${host.name}`, `build:${host.build}`];
  if (host.token) keys.push(`token:${host.token.value}`);
  for (const nic of host.interfaces) if (nic.mac) keys.push(`mac:${nic.mac}`);
  for (const parameter of host.parameters) keys.push(parameterKey(parameter.name, textOf(parameter.value) ?? ''));
  for (const [, field, plural] of references) if (host[field] !== null) keys.push(`${plural}:${host[field]}`);
  return keys;
}

export function parameterKey(name: string, value: string): string {
  return `params.${name}:${value.toLowerCase()}`;
}
