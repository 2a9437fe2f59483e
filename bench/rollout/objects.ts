import { simulatorCredentials } from '../../hack/stack/credentials.ts';
import type { Options } from './options.ts';
import { NAMESPACE, POOL } from './population.ts';
import { REPOSITORY } from './simulated-salt.ts';

export const MASTER = { name: 'master-1', namespace: NAMESPACE };
export const DEPLOYMENT = { name: POOL, namespace: NAMESPACE };

export const SECRET = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'salt-api', namespace: NAMESPACE },
  stringData: simulatorCredentials.salt,
};

export function masterSpec(commit: string) {
  return {
    external: true,
    repo: { url: REPOSITORY },
    revision: { commit },
    api: { url: 'http://salt.example:8000', credentialsSecretRef: { name: SECRET.metadata.name } },
  };
}

/** As somebody would write it who has so many racks; but nothing is waited for after a rack. */
export function deploymentSpec(commit: string, { domains, percent }: Pick<Options, 'domains' | 'percent'>) {
  return {
    nodePool: POOL,
    saltMaster: MASTER.name,
    revision: { commit },
    strategy: { type: 'RackByRack' as const, maxConcurrentDomains: domains, maxUnavailable: `${percent}%` },
    soak: '0s',
  };
}
