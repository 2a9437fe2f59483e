import { describeOwner, formatOwner, type Owner, parseOwner } from '../../../api/owner.ts';
import type { HostReport, Page, PageRequest } from '../../../api/survey.ts';
import { Failure } from '../../failure.ts';
import type { Host, HostRegistry, HostRequest, InstallSource } from '../../ports/host-registry.ts';
import { TwinLog } from './twin-log.ts';

interface Row {
  host: Omit<Host, 'owner'>;
  /** The mark as it stands there; anything that isn't ours is somebody else's. */
  mark: string | undefined;
  /** What the last request asked for. */
  wish: string;
  addresses?: string[];
}

/** HostRegistry in memory. Organization "Fleet" and location "az1" exist from the start. */
export class MemoryHostRegistry implements HostRegistry {
  readonly log = new TwinLog();
  readonly organizations = new Set(['Fleet']);
  readonly locations = new Set(['az1']);
  readonly #sources = new Set<string>();
  readonly #rows = new Map<string, Row>();

  async ping(): Promise<void> {
    this.log.answer();
  }

  async ensureSource(source: InstallSource): Promise<void> {
    requireKnown('organization', source.organization, this.organizations);
    requireKnown('location', source.location, this.locations);
    const key = JSON.stringify(source);
    if (!this.#sources.has(key)) this.log.change(`create source ${source.medium.name}`, () => this.#sources.add(key));
  }

  async find(fqdn: string): Promise<Host | undefined> {
    const row = this.#rows.get(fqdn.toLowerCase());
    return row && view(row);
  }

  async ensureHost(request: HostRequest): Promise<Host> {
    await this.ensureSource(request.source);
    const fqdn = request.fqdn.toLowerCase();
    const mark = formatOwner(request.owner);
    const wish = JSON.stringify({ ...request, owner: mark });
    const row = this.#rows.get(fqdn);
    if (row) refuseForeign(row, request.owner);
    this.#refuseTakenMac(request);
    const mac = request.mac.toLowerCase();
    if (!row) {
      const addresses = [request.ip, request.ip6].flatMap((address) => address ?? []);
      const made: Row = { host: { fqdn, mac, build: false }, mark, wish, addresses };
      this.log.change(`create host ${fqdn}`, () => this.#rows.set(fqdn, made));
      return view(made);
    }
    if (row.wish !== wish) {
      this.log.change(`update host ${fqdn}`, () => {
        row.host = { ...row.host, mac };
        row.mark = mark;
        row.wish = wish;
      });
    }
    return view(row);
  }

  async setBuild(fqdn: string, owner: Owner, build: boolean): Promise<Host> {
    const row = this.#require(fqdn);
    refuseForeign(row, owner);
    if (row.host.build === build) return view(row);
    this.log.change(`switch build ${build ? 'on' : 'off'} for host ${row.host.fqdn}`, () => {
      const { buildError: _cleared, ...host } = row.host;
      row.host = build ? { ...host, build, initiatedAt: new Date().toISOString() } : { ...row.host, build };
    });
    return view(row);
  }

  async adopt(fqdn: string, macs: readonly string[], owner: Owner): Promise<void> {
    const row = this.#rows.get(fqdn.toLowerCase());
    if (!row) throw new Failure('NotFound', `There is no host ${fqdn}: there is nothing to adopt.`);
    if (row.mark) refuseForeign(row, owner);
    if (!macs.includes(row.host.mac))
      throw new Failure('Conflict', `Host ${fqdn} has the MAC ${row.host.mac}, and the asset has ${macs.join(', ')}.`);
    if (row.host.build) throw new Failure('Conflict', `Host ${fqdn} is in build mode: its machine would be installed.`);
    const mark = formatOwner(owner);
    if (row.mark !== mark) this.log.change(`adopt host ${fqdn}`, () => (row.mark = mark));
  }

  async disown(fqdn: string, owner: Owner): Promise<void> {
    const row = this.#rows.get(fqdn.toLowerCase());
    if (parseOwner(row?.mark)?.uid !== owner.uid) return;
    this.log.change(`disown host ${fqdn}`, () => row && (row.mark = undefined));
  }

  async hosts({ offset, limit }: PageRequest): Promise<Page<HostReport>> {
    const rows = [...this.#rows.values()].sort((a, b) => a.host.fqdn.localeCompare(b.host.fqdn));
    return { total: rows.length, rows: rows.slice(offset, offset + limit).map(reportOf) };
  }

  async list(): Promise<Host[]> {
    return [...this.#rows.values()].filter((row) => parseOwner(row.mark)).map(view);
  }

  async deleteHost(fqdn: string, owner: Owner): Promise<'deleted' | 'absent'> {
    const row = this.#rows.get(fqdn.toLowerCase());
    if (!row) return 'absent';
    refuseForeign(row, owner);
    this.log.change(`delete host ${row.host.fqdn}`, () => this.#rows.delete(row.host.fqdn));
    return 'deleted';
  }

  /** What the installer's call-back does: build mode ends, well or with what it reported. */
  endBuild(fqdn: string, result: { failed?: string } = {}): void {
    const { host } = this.#require(fqdn);
    host.build = false;
    if (result.failed === undefined) host.installedAt = new Date().toISOString();
    else host.buildError = result.failed;
  }

  /** A host that somebody else made. */
  plant(fqdn: string, mac: string, mark?: string, addresses: string[] = [], build = false): void {
    this.#rows.set(fqdn, { host: { fqdn, mac, build }, mark, wish: '', addresses });
  }

  #require(fqdn: string): Row {
    const row = this.#rows.get(fqdn.toLowerCase());
    if (!row) throw new Failure('NotFound', `There is no host ${fqdn}. Create it before its build mode is switched.`);
    return row;
  }

  #refuseTakenMac({ fqdn, mac, owner }: HostRequest): void {
    const holder = [...this.#rows.values()].find((row) => row.host.mac === mac.toLowerCase());
    if (!holder || holder.host.fqdn === fqdn.toLowerCase()) return;
    throw new Failure(
      'Conflict',
      `Host ${fqdn} of ${describeOwner(formatOwner(owner))} can't have MAC ${mac}: ` +
        `it belongs to host ${holder.host.fqdn}, of ${describeOwner(holder.mark)}.`,
    );
  }
}

function reportOf({ host, mark, addresses = [] }: Row): HostReport {
  return { fqdn: host.fqdn, ...(mark && { mark }), mac: host.mac, addresses, build: host.build };
}

function view({ host, mark }: Row): Host {
  return { ...host, owner: parseOwner(mark) };
}

function refuseForeign({ host, mark }: Row, owner: Owner): void {
  if (parseOwner(mark)?.uid === owner.uid) return;
  throw new Failure(
    'Conflict',
    `Host ${host.fqdn} belongs to ${describeOwner(mark)}, not to ${describeOwner(formatOwner(owner))}.`,
  );
}

function requireKnown(what: string, name: string, known: ReadonlySet<string>): void {
  if (!known.has(name))
    throw new Failure('InvalidInput', `There is no ${what} "${name}". Create it, or name an existing one.`);
}
