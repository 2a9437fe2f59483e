import { envtestRelease } from './envtest-release.ts';
import { goModule } from './go-module.ts';
import type { Tool } from './tool.ts';
import { parseVersion } from './version.ts';

export const kubeApiserver: Tool = {
  name: 'kube-apiserver',
  // The CEL library of the generated CRDs (isIP, isCIDR, format) is complete from here on.
  minimum: [1, 33, 0],
  pinned: [1, 35, 3],
  versionArgs: ['--version'],
  readVersion: parseVersion,
  setting: { variable: 'KUBEBUILDER_ASSETS', holds: 'directory' },
  exportedAs: 'BEDPLATE_APISERVER',
  release: envtestRelease,
  registry: goModule({
    folder: 'kube-apiserver',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    takes: 'about 6 minutes',
  }),
};
