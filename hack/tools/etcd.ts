import { envtestRelease } from './envtest-release.ts';
import { goModule } from './go-module.ts';
import type { Tool } from './tool.ts';
import { parseVersion } from './version.ts';

export const etcd: Tool = {
  name: 'etcd',
  // Before 3.5.13 a watch may miss the progress notifications that kube-apiserver's cache relies on.
  minimum: [3, 5, 13],
  pinned: [3, 6, 5],
  versionArgs: ['--version'],
  readVersion: parseVersion,
  setting: { variable: 'KUBEBUILDER_ASSETS', holds: 'directory' },
  exportedAs: 'BEDPLATE_ETCD',
  release: envtestRelease,
  registry: goModule({ folder: 'etcd', package: 'go.etcd.io/etcd/server/v3', takes: 'about half a minute' }),
};
