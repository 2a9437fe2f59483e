import { pythonPackage } from './python-package.ts';
import type { Tool } from './tool.ts';
import type { Version } from './version.ts';

export const ksvalidator: Tool = {
  name: 'ksvalidator',
  minimum: [9, 0, 0],
  pinned: [10, 0, 0],
  // It has no --version; what counts is the newest RHEL syntax that it lists.
  versionArgs: ['--listversions'],
  readVersion: newestRhel,
  setting: { variable: 'KSVALIDATOR', holds: 'file' },
  exportedAs: 'BEDPLATE_KSVALIDATOR',
  release: undefined,
  registry: pythonPackage({ folder: 'ksvalidator', takes: 'a few seconds' }),
};

export function newestRhel(listing: string): Version | undefined {
  const releases = [...listing.matchAll(/\bRHEL(\d+)\b/g)].map((match) => Number(match[1]));
  return releases.length > 0 ? [Math.max(...releases), 0, 0] : undefined;
}
