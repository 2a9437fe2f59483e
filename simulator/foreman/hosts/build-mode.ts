import { randomUUID } from 'node:crypto';
import type { Traps } from '../../traps/traps.ts';
import type { Host } from './host.ts';

/** What `build_status` says; 0 also for a host that was never built. */
const labels = ['Installed', 'Pending installation', 'Token expired', 'Installation error'] as const;
const searchNames = ['built', 'pending', 'token_expired', 'build_failed'] as const;

export type BuildStatus = 0 | 1 | 2 | 3;

export function labelOf(status: BuildStatus | null): string {
  return status === null ? 'Never built' : labels[status];
}

export function searchNameOf(status: BuildStatus | null): string {
  return status === null ? 'never_built' : searchNames[status];
}

export function buildStatus(host: Host, traps: Traps): BuildStatus | null {
  if (host.build) return tokenExpired(host, traps) ? 2 : 1;
  if (host.initiatedAt === null && !traps.isOn('foreman.never-built-is-status-zero')) return null;
  return host.buildErrors === null ? 0 : 3;
}

export function tokenExpired(host: Host, traps: Traps): boolean {
  if (!traps.isOn('foreman.token-expires')) return false;
  const expiresAt = host.token?.expiresAt ?? null;
  return expiresAt !== null && expiresAt < Date.now();
}

/**
 * Follows a change of `build`. The token is made only on the way from false to true: asking again for `build: true`
 * keeps it, with its old expiry (contracts 1.4).
 */
export function followBuild(host: Host, asked: boolean, before: boolean, tokenMinutes: number, traps: Traps): void {
  const isAskedAgain = asked && host.build && !traps.isOn('foreman.token-once-per-build');
  if (host.build === before && !isAskedAgain) return;
  if (!host.build) {
    host.token = null;
    return;
  }
  host.initiatedAt = new Date().toISOString();
  host.buildErrors = null;
  if (!traps.isOn('foreman.installed-at-stays')) host.installedAt = null;
  // With a lifetime of 0 Foreman makes no tokens at all.
  host.token = tokenMinutes === 0 ? null : { value: randomUUID(), expiresAt: Date.now() + tokenMinutes * 60_000 };
}

export function markBuilt(host: Host, traps: Traps): void {
  host.build = false;
  if (traps.isOn('foreman.built-once')) host.token = null;
  host.buildErrors = null;
  host.installedAt = new Date().toISOString();
}

const logLimit = 65_535;

export function markFailed(host: Host, log: string, traps: Traps): void {
  host.build = false;
  host.token = null;
  const isCut = log.length > logLimit && traps.isOn('foreman.log-is-cut');
  host.buildErrors = isCut ? `${log.slice(0, logLimit)}\nOutput trimmed\n` : log;
}
