import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { parseAllDocuments } from 'yaml';
import { type ClusterClient, createClusterClient, loadClusterConfig } from '../../../api/cluster/index.ts';
import { kinds } from '../../../api/kinds/index.ts';
import type { Kind, Resource } from '../../../api/kinds/kind.ts';
import type { DatacenterSize } from '../../../hack/datacenter/generate.ts';
import type { ChosenSettings } from '../../../hack/stack/settings.ts';
import { type Stack, startStack } from '../../../hack/stack/stack.ts';
import { type Simulator, simulatorAt } from './simulator.ts';

/** A whole stack, and ways to look at it from outside. */
export interface World {
  readonly stack: Stack;
  readonly cluster: ClusterClient;
  readonly temporal: Client;
  readonly simulator: Simulator;
  end(): Promise<void>;
}

export interface WorldOptions {
  workers?: number;
  bridges?: number;
  simulatorSettings?: Record<string, unknown>;
  /** Of the workers and the bridges. */
  settings?: ChosenSettings;
  /** Kinds of the datacenter's objects that nobody has told the cluster of. */
  untold?: readonly string[];
  /** A generated datacenter instead of examples/datacenter.yaml. */
  size?: DatacenterSize;
}

const QUICK_METAL = { installSeconds: 0.5, powerSeconds: 0.2, bootSeconds: 0.2, wipeSeconds: 0.2 };

/** Starts a stack of its own, and applies its datacenter to it. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const stateDir = mkdtempSync(join(tmpdir(), 'bedplate-e2e-'));
  const stack = await startStack({
    stateDir,
    workers: options.workers ?? 1,
    bridges: options.bridges ?? 1,
    size: options.size,
    simulatorSettings: { ...QUICK_METAL, ...options.simulatorSettings },
    settings: options.settings,
  });
  const cluster = createClusterClient(loadClusterConfig({ path: stack.file.kubeconfig }));
  const connection = await Connection.connect({ address: stack.file.temporal?.address ?? '' });
  const temporal = new Client({ connection, namespace: stack.file.temporal?.namespace ?? 'default' });
  const simulator = simulatorAt(stack.file.simulator?.admin ?? '');
  await applyFile(cluster, stack.file.datacenter, options.untold);
  return {
    stack,
    cluster,
    temporal,
    simulator,
    async end() {
      cluster.close();
      await connection.close();
      await stack.stop();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** Creates every object of a YAML file, but those of some kinds. */
export async function applyFile(cluster: ClusterClient, file: string, untold: readonly string[] = []): Promise<void> {
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
    const object = document.toJS() as Resource | null;
    if (object && !untold.includes(object.kind)) await cluster.create(kindOf(object), object as never);
  }
}

function kindOf(object: Resource): Kind {
  const kind = kinds.find((known) => known.kind === object.kind);
  if (!kind) throw new Error(`No such kind: ${object.kind}`);
  return kind;
}
