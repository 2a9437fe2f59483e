import { randomBytes } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { formatOwner } from '../../../api/owner.ts';
import type { HostRequest } from '../../ports/host-registry.ts';
import type { SourceIds } from './install-sources.ts';
import type { HostRow } from './schema.ts';

/** The host parameter that says whose a host is. */
export const OWNER_PARAMETER = 'bedplate_owner';

const PXE_LOADER = { UEFI: 'Grub2 UEFI', BIOS: 'PXELinux BIOS' } as const;

/** The body that creates the host, build off: build mode begins when everything else is ready. */
export function newHost(request: HostRequest, ids: SourceIds & { domainId: number }): object {
  const wanted = parametersOf(request);
  return {
    organization_id: ids.organizationId,
    location_id: ids.locationId,
    host: {
      name: request.fqdn,
      domain_id: ids.domainId,
      organization_id: ids.organizationId,
      location_id: ids.locationId,
      ...references(request, ids),
      managed: true,
      build: false,
      // Foreman wants one; the installed system's logins come from our kickstart, so nobody ever needs to know it.
      root_pass: randomBytes(18).toString('base64url'),
      host_parameters_attributes: Object.entries(wanted).map(([name, value]) => ({
        name,
        value,
        parameter_type: 'string',
      })),
      interfaces_attributes: [
        { type: 'interface', ...networkOf(request), primary: true, provision: true, managed: true },
      ],
    },
  };
}

/** The body that brings an existing host to the wish; undefined when nothing differs. Parameters of others stay. */
export function hostChanges(row: HostRow, request: HostRequest, ids: SourceIds): object | undefined {
  const changes: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(references(request, ids))) {
    if (row[field as keyof ReturnType<typeof references>] !== value) changes[field] = value;
  }
  const parameters = changedParameters(row, request);
  if (parameters.length > 0) changes.host_parameters_attributes = parameters;
  const nic = changedInterface(row, request);
  if (nic) changes.interfaces_attributes = [nic];
  return Object.keys(changes).length > 0 ? { host: changes } : undefined;
}

function references(request: HostRequest, ids: SourceIds) {
  return {
    architecture_id: ids.architectureId,
    operatingsystem_id: ids.operatingSystemId,
    medium_id: ids.mediumId,
    ptable_id: ids.ptableId,
    pxe_loader: PXE_LOADER[request.firmware],
  };
}

function parametersOf(request: HostRequest): Record<string, string> {
  return { ...request.parameters, [OWNER_PARAMETER]: formatOwner(request.owner) };
}

/** A known name without its id is an addition, and so refused as taken. */
function changedParameters(row: HostRow, request: HostRequest): object[] {
  const present = new Map(row.parameters?.map((parameter) => [parameter.name, parameter]));
  return Object.entries(parametersOf(request)).flatMap(([name, value]): object[] => {
    const old = present.get(name);
    if (!old) return [{ name, value, parameter_type: 'string' }];
    return String(old.value) === value ? [] : [{ id: old.id, name, value }];
  });
}

function changedInterface(row: HostRow, request: HostRequest): object | undefined {
  const primary = row.interfaces?.find((nic) => nic.primary);
  const wanted = networkOf(request);
  if (!primary) return { type: 'interface', ...wanted, primary: true, provision: true, managed: true };
  const same =
    primary.mac?.toLowerCase() === wanted.mac &&
    canonical(primary.ip) === canonical(wanted.ip) &&
    canonical(primary.ip6) === canonical(wanted.ip6);
  return same ? undefined : { id: primary.id, ...wanted };
}

function networkOf(request: HostRequest): { mac: string; ip: string | null; ip6: string | null } {
  return { mac: request.mac.toLowerCase(), ip: request.ip ?? null, ip6: request.ip6 ?? null };
}

function canonical(address: string | null | undefined): string | null {
  if (!address) return null;
  return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;
}
