export type LockedPackage = { version?: string; optional?: boolean; link?: boolean };
export type Lockfile = { packages?: Record<string, LockedPackage> };
/** Why node_modules does not match the lock file, in words; undefined when it does. */
export function staleReason(wanted: Lockfile, installed: Lockfile | undefined): string | undefined;
/** Brings node_modules up to date with package-lock.json and returns the path of the pinned Node. */
export function ensureDependencies(root: string): Promise<string>;
