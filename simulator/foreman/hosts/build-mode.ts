import { randomUUID } from 'node:crypto';
import type { Host } from './host.ts';

/** What `build_status` says; 0 also for a host that was never built. */
export const buildLabels = ['Installed', 'Pending installation', 'Token expired', 'Installation error'] as const;
export const buildSearchNames = ['built', 'pending', 'token_expired', 'build_failed'] as const;

export type BuildStatus = 0 | 1 | 2 | 3;

export function buildStatus(host: Host): BuildStatus {
  if (host.build) return tokenExpired(host) ? 2 : 1;
  return host.buildErrors === null ? 0 : 3;
}

export function tokenExpired(host: Host): boolean {
  const expiresAt = host.token?.expiresAt ?? null;
  return expiresAt !== null && expiresAt < Date.now();
}

/**
 * Follows a change of `build`. The token is made only on the way from false to true: asking again for `build: true`
 * keeps it, with its old expiry (contracts 1.4).
 */
export function followBuild(host: Host, before: boolean, tokenMinutes: number): void {
  if (host.build === before) return;
  if (!host.build) {
    host.token = null;
    return;
  }
  host.initiatedAt = new Date().toISOString();
  host.buildErrors = null;
  // With a lifetime of 0 Foreman makes no tokens at all.
  host.token = tokenMinutes === 0 ? null : { value: randomUUID(), expiresAt: Date.now() + tokenMinutes * 60_000 };
}

export function markBuilt(host: Host): void {
  host.build = false;
  host.token = null;
  host.buildErrors = null;
  host.installedAt = new Date().toISOString();
}

const logLimit = 65_535;

export function markFailed(host: Host, log: string): void {
  host.build = false;
  host.token = null;
  host.buildErrors = log.length > logLimit ? `${log.slice(0, logLimit)}\nOutput trimmed\n` : log;
}
