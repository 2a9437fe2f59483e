import { pythonPackage } from './python-package.ts';
import type { Tool } from './tool.ts';
import { parseVersion } from './version.ts';

/** Beside `salt` stand salt-master, salt-api and salt-minion. */
export const salt: Tool = {
  name: 'salt',
  minimum: [3008, 0, 0],
  pinned: [3008, 4, 0],
  versionArgs: ['--version'],
  readVersion: parseVersion,
  setting: { variable: 'SALT', holds: 'file' },
  exportedAs: 'BEDPLATE_SALT',
  release: undefined,
  registry: pythonPackage({ folder: 'salt', takes: 'one to three minutes' }),
};
