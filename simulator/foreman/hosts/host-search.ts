import { textOf } from '../../storage/json.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { parseSearch, testOf, unknownField, type Clause } from '../search.ts';
import { buildStatus, searchNameOf } from './build-mode.ts';
import { parameterKey, type HostStore } from './host-store.ts';
import { primaryInterface, type Host } from './host.ts';

type Read = (host: Host, catalogue: Catalogue) => string[];

const fields: Record<string, Read> = {
  id: (host) => [String(host.id)],
  name: (host) => [host.name],
  mac: (host) => host.interfaces.flatMap((nic) => nic.mac ?? []),
  has_mac: (host) => host.interfaces.flatMap((nic) => nic.mac ?? []),
  ip: (host) => [primaryInterface(host)?.ip ?? ''],
  has_ip: (host) => host.interfaces.flatMap((nic) => [nic.ip ?? [], nic.ip6 ?? []].flat()),
  managed: (host) => [String(host.managed)],
  build: (host) => [String(host.build)],
  build_status: (host, { traps }) => [searchNameOf(buildStatus(host, traps))],
  comment: (host) => [host.comment ?? ''],
  hostgroup: (host, catalogue) => [nameOf(catalogue, 'hostgroups', host.hostgroupId)],
  organization: (host, catalogue) => [nameOf(catalogue, 'organizations', host.organizationId)],
  location: (host, catalogue) => [nameOf(catalogue, 'locations', host.locationId)],
  domain: (host, catalogue) => [nameOf(catalogue, 'domains', host.domainId)],
  organization_id: (host) => [String(host.organizationId ?? '')],
  location_id: (host) => [String(host.locationId ?? '')],
};

/** Hosts that satisfy a scoped search, narrowed by an index where a clause allows it. */
export function searchHosts(store: HostStore, catalogue: Catalogue, search: string): Host[] {
  const clauses = parseSearch(search);
  const tests = clauses.map((clause) => {
    const read = readerOf(clause.field);
    const test = testOf(clause);
    return (host: Host) => test(read(host, catalogue));
  });
  return candidates(store, clauses)
    .filter((host) => tests.every((test) => test(host)))
    .sort((left, right) => left.id - right.id);
}

function candidates(store: HostStore, clauses: readonly Clause[]): Host[] {
  for (const clause of clauses) {
    const prefix = indexPrefix(clause.field);
    if (prefix === null || (clause.operator !== '=' && clause.operator !== '^')) continue;
    return [...new Set(clause.values.flatMap((value) => store.hosts.find(prefix + value.toLowerCase())))];
  }
  // Whatever waits for its installation is in build mode.
  const pending = clauses.some(
    ({ field, operator, values }) => field === 'build_status' && operator === '=' && values[0] === 'pending',
  );
  return pending ? store.hosts.find('build:true') : store.hosts.values();
}

function indexPrefix(field: string): string | null {
  if (field.startsWith('params.')) return parameterKey(field.slice('params.'.length), '');
  return ['id', 'name', 'mac', 'build'].includes(field) ? `${field}:` : null;
}

function readerOf(field: string): Read {
  const read = fields[field];
  if (read) return read;
  if (!field.startsWith('params.')) throw unknownField(field);
  const name = field.slice('params.'.length);
  return ({ parameters }) => {
    const parameter = parameters.find((candidate) => candidate.name === name);
    return parameter ? [textOf(parameter.value) ?? ''] : [];
  };
}

function nameOf(catalogue: Catalogue, plural: string, id: number | null): string {
  return (id === null ? undefined : catalogue.get(plural, id)?.name) ?? '';
}
