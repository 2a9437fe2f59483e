import { goModule } from './go-module.ts';
import type { Tool } from './tool.ts';
import { parseVersion } from './version.ts';

/** Debian's own, prometheus-alertmanager, serves as well, where it is installed and ALERTMANAGER names it. */
export const alertmanager: Tool = {
  name: 'alertmanager',
  minimum: [0, 25, 0],
  pinned: [0, 28, 1],
  versionArgs: ['--version'],
  readVersion: parseVersion,
  setting: { variable: 'ALERTMANAGER', holds: 'file' },
  exportedAs: 'BEDPLATE_ALERTMANAGER',
  release: undefined,
  registry: goModule({
    folder: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    takes: 'about half a minute',
  }),
};
