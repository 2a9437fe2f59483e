import { type Owner, parseOwner } from '../../../api/owner.ts';
import type { Host } from '../../ports/host-registry.ts';
import { OWNER_PARAMETER } from './host-body.ts';
import type { HostRow } from './schema.ts';

/** `build_status` of a host whose installer called failure. */
export const BUILD_FAILED = 3;
/** Of one in build mode whose installer would be refused. */
export const TOKEN_EXPIRED = 2;

/** The owner mark as it stands there. */
export function markOf(row: HostRow): string | undefined {
  const value = row.parameters?.find((parameter) => parameter.name === OWNER_PARAMETER)?.value;
  return typeof value === 'string' ? value : undefined;
}

export function isOwnedBy(row: HostRow, owner: Owner): boolean {
  return parseOwner(markOf(row))?.uid === owner.uid;
}

export function viewHost(row: HostRow): Host {
  const initiatedAt = rfc3339(row.initiated_at);
  const installedAt = rfc3339(row.installed_at);
  const buildError = buildErrorOf(row);
  return {
    fqdn: row.name.toLowerCase(),
    owner: parseOwner(markOf(row)),
    mac: (row.mac ?? row.interfaces?.find((nic) => nic.primary)?.mac ?? '').toLowerCase(),
    build: row.build === true,
    ...(initiatedAt && { initiatedAt }),
    ...(installedAt && { installedAt }),
    ...(buildError && { buildError }),
  };
}

function buildErrorOf(row: HostRow): string | undefined {
  if (row.build_errors) return row.build_errors;
  return row.build_status === BUILD_FAILED ? (row.build_status_label ?? 'Installation error') : undefined;
}

/** Foreman writes "2026-01-31 12:00:00 UTC". */
function rfc3339(time: string | null | undefined): string | undefined {
  const milliseconds = Date.parse(time ?? '');
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}
