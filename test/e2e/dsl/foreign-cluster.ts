import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterClient, createClusterClient, loadClusterConfig } from '../../../api/cluster/index.ts';
import { type OwnProcess, ownProcessPart } from '../../../hack/stack/own-process.ts';
import { PartProcess } from '../../../hack/stack/part-process.ts';
import { freePorts } from '../../../hack/stack/ports.ts';
import { startStack } from '../../../hack/stack/stack.ts';
import { applyFile, type World } from './world.ts';

/** Another apiserver with a datacenter of its own, whose bridge talks to this world's Temporal, in the same cell. */
export interface ForeignCluster {
  readonly cluster: ClusterClient;
  log(): string;
  end(): Promise<void>;
}

export async function startForeignCluster({ stack }: World): Promise<ForeignCluster> {
  const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-foreign-'));
  const other = await startStack({ stateDir, parts: ['etcd', 'apiserver'] });
  const cluster = createClusterClient(loadClusterConfig({ path: other.file.kubeconfig }));
  await applyFile(cluster, 'examples/datacenter.yaml');
  const listen = `127.0.0.1:${await freePorts().next()}`;
  const { temporal, install } = stack.file;
  const options: OwnProcess = {
    kind: 'bridge',
    name: 'foreign-bridge',
    settingsFile: join(stateDir, 'foreign-bridge.yaml'),
    settings: {
      kubeconfig: other.file.kubeconfig,
      temporal,
      install: { url: install, listen: undefined, keysFile: join(stateDir, 'install-keys.json') },
      listen,
      simulator: undefined,
      chosen: { bridge: { resyncSeconds: 2 } },
    },
  };
  const bridge = new PartProcess(ownProcessPart(options), join(stateDir, 'foreign-bridge.log'));
  await bridge.untilReady();
  return {
    cluster,
    log: () => bridge.log(),
    async end() {
      await bridge.end(10_000);
      cluster.close();
      await other.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
