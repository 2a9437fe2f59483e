import { describeOwner, formatOwner, type Owner, parseOwner, waitsForOwner } from '../../../api/owner.ts';
import type { HostReport, Page, PageRequest } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import type { JsonClient } from '../../http/json-client.ts';
import type { Host, HostRegistry, HostRequest, InstallSource } from '../../ports/host-registry.ts';
import { Catalogue } from './catalogue.ts';
import { isMacTaken, isTaken } from './classify.ts';
import { foremanClient, type ForemanOptions, readAll, readPage, searchFor } from './foreman-client.ts';
import { adoptionOf, reportHost } from './found-hosts.ts';
import { hostChanges, newHost, OWNER_PARAMETER } from './host-body.ts';
import { BUILD_FAILED, isOwnedBy, markOf, TOKEN_EXPIRED, viewHost } from './host-view.ts';
import { InstallSources } from './install-sources.ts';
import { type HostRow, hostRow } from './schema.ts';

/** HostRegistry on Foreman's REST API v2. */
export class Foreman implements HostRegistry {
  readonly #client: JsonClient;
  readonly #sources: InstallSources;

  constructor(options: ForemanOptions) {
    this.#client = foremanClient(options);
    this.#sources = new InstallSources(new Catalogue(this.#client));
  }

  async ping(): Promise<void> {
    // Its /api/status asks for no login.
    await this.#client.order({ method: 'GET', path: '/organizations', query: { per_page: 1 }, task: 'answer us' });
  }

  async ensureSource(source: InstallSource): Promise<void> {
    await this.#sources.ensure(source);
  }

  async find(fqdn: string): Promise<Host | undefined> {
    const row = await this.#row(fqdn);
    return row && viewHost(row);
  }

  async ensureHost(request: HostRequest): Promise<Host> {
    const row = await this.#row(request.fqdn);
    return viewHost(row ? await this.#adopt(row, request) : await this.#create(request));
  }

  async setBuild(fqdn: string, owner: Owner, build: boolean): Promise<Host> {
    const task = `switch build mode ${build ? 'on' : 'off'} for host ${fqdn}`;
    const row = await this.#row(fqdn);
    if (!row)
      throw new Failure('NotFound', `Foreman has no host ${fqdn}. Create it before its build mode is switched.`);
    refuseForeign(row, owner);
    const put = (mode: boolean) =>
      this.#client.read(hostRow, { method: 'PUT', path: pathOf(row), body: { host: { build: mode } }, task });
    // A host that is in build mode keeps its token and its expiry when told so again: only off and on makes a new one.
    const isStale = build && row.build && row.build_status === TOKEN_EXPIRED;
    if (row.build === build && !isStale) return viewHost(row);
    if (isStale) await put(false);
    return viewHost(await put(build));
  }

  async adopt(fqdn: string, macs: readonly string[], owner: Owner): Promise<void> {
    const row = await this.#row(fqdn);
    if (!row) throw new Failure('NotFound', `Foreman has no host ${fqdn}: there is nothing to adopt.`);
    const body = adoptionOf(row, macs, owner);
    if (body) await this.#client.order({ method: 'PUT', path: pathOf(row), body, task: `mark host ${fqdn} as ours` });
  }

  async disown(fqdn: string, owner: Owner): Promise<void> {
    const row = await this.#row(fqdn);
    const parameter = row?.parameters?.find(({ name }) => name === OWNER_PARAMETER);
    if (!row || !parameter || !isOwnedBy(row, owner)) return;
    const path = `${pathOf(row)}/parameters/${parameter.id}`;
    await this.#client.remove({ path, task: `take our mark off host ${fqdn}` });
  }

  async hosts(page: PageRequest): Promise<Page<HostReport>> {
    const query = { 'include[]': 'parameters' };
    const { total, rows } = await readPage(this.#client, hostRow, { path: '/hosts', query, task: 'list hosts' }, page);
    return { total, rows: rows.map(reportHost) };
  }

  /** Serves every node that waits for its installer. */
  async list(): Promise<Host[]> {
    const query = { search: `params.${OWNER_PARAMETER} ~ "bedplate/"`, 'include[]': 'parameters' };
    const rows = await readAll(this.#client, hostRow, { path: '/hosts', query, task: 'list our hosts', shared: true });
    const ours = rows.filter((row) => parseOwner(markOf(row)));
    return Promise.all(ours.map(async (row) => viewHost(await this.#withBuildLog(row))));
  }

  async deleteHost(fqdn: string, owner: Owner): Promise<'deleted' | 'absent'> {
    const row = await this.#row(fqdn);
    if (!row) return 'absent';
    refuseForeign(row, owner);
    // The answer holds the root password's hash: it is not read.
    return this.#client.remove({ path: pathOf(row), task: `delete host ${fqdn}` });
  }

  async #row(fqdn: string, shared = false): Promise<HostRow | undefined> {
    const path = `/hosts/${encodeURIComponent(fqdn.toLowerCase())}`;
    const row = await this.#client.find(hostRow, { method: 'GET', path, task: `look up host ${fqdn}`, shared });
    if (!row || row.name.toLowerCase() === fqdn.toLowerCase()) return row;
    // Nothing follows from it: neither that ours is somebody else's, nor that there is none.
    throw new Failure(
      'Unavailable',
      `Foreman was asked for host ${fqdn} and answered with ${row.name}: nothing is done to either. See to what stands between us and Foreman.`,
    );
  }

  /** Lists say that a build failed, but not what the installer reported. */
  async #withBuildLog(row: HostRow): Promise<HostRow> {
    return row.build_status === BUILD_FAILED ? ((await this.#row(row.name, true)) ?? row) : row;
  }

  async #adopt(row: HostRow, request: HostRequest): Promise<HostRow> {
    refuseForeign(row, request.owner);
    const body = hostChanges(row, request, await this.#sources.ensure(request.source));
    if (!body) return row;
    const call = { method: 'PUT', path: pathOf(row), body, task: `update host ${request.fqdn}` } as const;
    const reply = await this.#client.send(call);
    if (isMacTaken(reply)) throw await this.#macConflict(request);
    return this.#client.parse(hostRow, reply, call);
  }

  async #create(request: HostRequest): Promise<HostRow> {
    const ids = await this.#sources.ensure(request.source);
    const domainId = await this.#sources.ensureDomain(domainOf(request.fqdn), ids);
    const call = {
      method: 'POST',
      path: '/hosts',
      body: newHost(request, { ...ids, domainId }),
      task: `create host ${request.fqdn}`,
    } as const;
    const reply = await this.#client.send(call);
    if (reply.status < 400) return this.#client.parse(hostRow, reply, call);

    // The name: an earlier call of ours whose answer was lost, or somebody faster. The MAC: another host's.
    const row = isTaken(reply) ? await this.#row(request.fqdn) : undefined;
    if (row) return this.#adopt(row, request);
    if (isMacTaken(reply)) throw await this.#macConflict(request);
    this.#sources.forget();
    throw this.#client.refusal(reply, call);
  }

  async #macConflict({ fqdn, mac, owner }: HostRequest): Promise<Failure> {
    const query = { search: searchFor({ mac }), 'include[]': 'parameters' };
    const [holder] = await readAll(this.#client, hostRow, {
      path: '/hosts',
      query,
      task: `look up the host with MAC ${mac}`,
    });
    const whose = holder ? `host ${holder.name}, of ${describeOwner(markOf(holder))}` : 'another host';
    return new Failure(
      'Conflict',
      `Foreman host ${fqdn} of ${describeOwner(formatOwner(owner))} can't have MAC ${mac}: it belongs to ${whose}. ` +
        'Delete that host in Foreman, or correct the MAC in the ComputeAsset.',
      { waitsFor: waitsForOwner(holder && markOf(holder)) },
    );
  }
}

function refuseForeign(row: HostRow, owner: Owner): void {
  if (isOwnedBy(row, owner)) return;
  throw new Failure(
    'Conflict',
    `Foreman host ${row.name} belongs to ${describeOwner(markOf(row))}, not to ${describeOwner(formatOwner(owner))}. ` +
      'Give the node another name, or delete that host in Foreman if nobody needs it.',
    { waitsFor: waitsForOwner(markOf(row)) },
  );
}

function domainOf(fqdn: string): string {
  const dot = fqdn.indexOf('.');
  if (dot > 0 && dot < fqdn.length - 1) return fqdn.slice(dot + 1).toLowerCase();
  throw new Failure('InvalidInput', `"${fqdn}" has no domain. Give the subnet or the node's pool one.`);
}

function pathOf(row: HostRow): string {
  return `/hosts/${row.id}`;
}
