import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterClient, createClusterClient, loadClusterConfig } from '../../../api/cluster/index.ts';
import { API_VERSION } from '../../../api/groups.ts';
import type { Kind } from '../../../api/kinds/kind.ts';
import { startStack } from '../../../hack/stack/stack.ts';

/** An apiserver with our kinds, and nothing else of the stack. */
export interface Apiserver {
  cluster: ClusterClient;
  end(): Promise<void>;
}

export async function startApiserver(): Promise<Apiserver> {
  const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-e2e-'));
  const stack = await startStack({ stateDir, parts: ['etcd', 'apiserver'] });
  const cluster = createClusterClient(loadClusterConfig({ path: stack.file.kubeconfig }));
  return {
    cluster,
    async end() {
      cluster.close();
      await stack.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** Where objects of a kind are created by hand. */
export function collectionOf({ group, namespaced, plural }: Kind): string {
  return `/apis/${group}/${API_VERSION}${namespaced ? '/namespaces/default' : ''}/${plural}`;
}
