import type { Traps } from '../../traps/traps.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { buildStatus, labelOf, tokenExpired } from './build-mode.ts';
import { primaryInterface, type Host, type HostParameter, type Interface } from './host.ts';

/** A host as lists show it: without token, interfaces and parameters. */
export function showRow(host: Host, catalogue: Catalogue): Record<string, unknown> {
  const primary = primaryInterface(host);
  const status = buildStatus(host, catalogue.traps);
  return {
    id: host.id,
    name: host.name,
    ip: primary?.ip ?? null,
    ip6: primary?.ip6 ?? null,
    mac: primary?.mac ?? null,
    organization_id: host.organizationId,
    organization_name: nameOf(catalogue, 'organizations', host.organizationId),
    location_id: host.locationId,
    location_name: nameOf(catalogue, 'locations', host.locationId),
    architecture_id: host.architectureId,
    architecture_name: nameOf(catalogue, 'architectures', host.architectureId),
    operatingsystem_id: host.operatingSystemId,
    operatingsystem_name: nameOf(catalogue, 'operatingsystems', host.operatingSystemId),
    medium_id: host.mediumId,
    medium_name: nameOf(catalogue, 'media', host.mediumId),
    ptable_id: host.ptableId,
    ptable_name: nameOf(catalogue, 'ptables', host.ptableId),
    domain_id: host.domainId,
    domain_name: nameOf(catalogue, 'domains', host.domainId),
    hostgroup_id: host.hostgroupId,
    hostgroup_name: nameOf(catalogue, 'hostgroups', host.hostgroupId),
    managed: host.managed,
    build: host.build,
    enabled: host.enabled,
    pxe_loader: host.pxeLoader,
    comment: host.comment,
    build_status: status,
    build_status_label: labelOf(status),
    global_status: status === 3 ? 2 : 0,
    global_status_label: status === 3 ? 'Error' : 'OK',
    initiated_at: host.initiatedAt,
    installed_at: host.installedAt,
    created_at: host.createdAt,
    updated_at: host.updatedAt,
  };
}

export function showHost(host: Host, catalogue: Catalogue): Record<string, unknown> {
  return {
    ...showRow(host, catalogue),
    token: host.token !== null && !tokenExpired(host, catalogue.traps) ? host.token.value : null,
    build_errors: host.buildErrors,
    parameters: host.parameters.map(showParameter),
    all_parameters: allParameters(host, catalogue).map(showParameter),
    interfaces: host.interfaces.map(showInterface),
    permissions: { view_hosts: true, edit_hosts: true, destroy_hosts: true, build_hosts: true, power_hosts: true },
  };
}

/** The flat row that a DELETE answers, root password hash included. */
export function showDeleted(host: Host, traps: Traps): Record<string, unknown> {
  return {
    id: host.id,
    name: host.name,
    ...(traps.isOn('foreman.delete-shows-the-hash') && { root_pass: host.rootPassHash }),
    build: host.build,
    managed: host.managed,
    organization_id: host.organizationId,
    location_id: host.locationId,
    operatingsystem_id: host.operatingSystemId,
    installed_at: host.installedAt,
    created_at: host.createdAt,
  };
}

export function showParameter(parameter: HostParameter): Record<string, unknown> {
  const { id, name, value, type } = parameter;
  return { priority: 70, id, name, parameter_type: type, value, 'hidden_value?': false };
}

export function showInterface(nic: Interface): Record<string, unknown> {
  const { id, type, identifier, mac, ip, ip6, primary, provision, managed } = nic;
  const common = { id, type, identifier, mac, ip, ip6, subnet_id: nic.subnetId, primary, provision, managed };
  return type === 'bmc' ? { ...common, provider: nic.provider, username: nic.username } : common;
}

/** The host's own parameters, then those of its host group that it doesn't override. */
export function allParameters(host: Host, catalogue: Catalogue): HostParameter[] {
  const group = host.hostgroupId === null ? undefined : catalogue.get('hostgroups', host.hostgroupId);
  const inherited = group?.values.group_parameters_attributes;
  if (!Array.isArray(inherited)) return host.parameters;
  const own = new Set(host.parameters.map((parameter) => parameter.name));
  const added = inherited.flatMap((item, index) => {
    if (
      typeof item !== 'object' ||
      item === null ||
      Array.isArray(item) ||
      typeof item.name !== 'string' ||
      own.has(item.name)
    )
      return [];
    return [{ id: -index - 1, name: item.name, value: item.value ?? '', type: 'string' }];
  });
  return [...host.parameters, ...added];
}

function nameOf(catalogue: Catalogue, plural: string, id: number | null): string | null {
  return id === null ? null : (catalogue.get(plural, id)?.name ?? null);
}
