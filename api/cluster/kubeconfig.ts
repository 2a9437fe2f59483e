import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ClusterConfig, KubeconfigError } from './cluster-config.ts';
import { tokenFileCredentials } from './credentials.ts';
import { readKubeconfig } from './kubeconfig-file.ts';

export interface KubeconfigLadder {
  /** An explicit file: nothing else is tried. */
  path?: string;
  environment?: Readonly<Record<string, string | undefined>>;
  home?: string;
  serviceAccountFolder?: string;
}

const SERVICE_ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The first that is there: the explicit path, KUBECONFIG, the pod's service account, ~/.kube/config. */
export function loadClusterConfig(ladder: KubeconfigLadder = {}): ClusterConfig {
  const { path, environment = process.env, home = homedir(), serviceAccountFolder = SERVICE_ACCOUNT_FOLDER } = ladder;
  if (path !== undefined) {
    if (!existsSync(path)) throw new KubeconfigError(`The kubeconfig ${path} that was asked for does not exist.`);
    return readKubeconfig([path]);
  }

  const misses: string[] = [];
  const files = (environment['KUBECONFIG'] ?? '').split(':').filter((file) => file !== '');
  const present = files.filter((file) => existsSync(file));
  if (present.length > 0) return readKubeconfig(present);
  misses.push(
    files.length === 0 ? 'KUBECONFIG is not set' : `KUBECONFIG names ${files.join(', ')}, which does not exist`,
  );

  const inCluster = serviceAccount(environment, serviceAccountFolder);
  if (typeof inCluster !== 'string') return inCluster;
  misses.push(inCluster);

  const usual = join(home, '.kube', 'config');
  if (existsSync(usual)) return readKubeconfig([usual]);
  misses.push(`${usual} does not exist`);
  throw new KubeconfigError(`No way to an apiserver was found: no kubeconfig was asked for; ${misses.join('; ')}.`);
}

/** A sentence when this is no pod, or one without a service account. */
function serviceAccount(
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): ClusterConfig | string {
  const host = environment['KUBERNETES_SERVICE_HOST'];
  const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (!host) return 'this is no pod (KUBERNETES_SERVICE_HOST is not set)';
  const token = join(folder, 'token');
  const ca = join(folder, 'ca.crt');
  if (!existsSync(token) || !existsSync(ca)) return `this pod has no service account (${token} and ${ca} are needed)`;
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    source: `the service account in ${folder}`,
    ca: readFileSync(ca, 'utf8'),
    insecureSkipTlsVerify: false,
    credentials: tokenFileCredentials(token),
  };
}
