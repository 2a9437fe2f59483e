import { pythonPackage } from './python-package.ts';
import type { Tool } from './tool.ts';
import { parseVersion } from './version.ts';

export const temporal: Tool = {
  name: 'temporal',
  minimum: [1, 9, 0],
  pinned: [1, 9, 1],
  versionArgs: ['--version'],
  readVersion: parseVersion,
  setting: { variable: 'TEMPORAL_CLI', holds: 'file' },
  exportedAs: 'BEDPLATE_TEMPORAL',
  release: undefined,
  registry: pythonPackage({ folder: 'temporal', takes: 'a few seconds' }),
};
