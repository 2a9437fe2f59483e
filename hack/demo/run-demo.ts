import type { ClusterClient } from '../../api/cluster/index.ts';
import { computeAsset } from '../../api/kinds/compute-asset.ts';
import type { NodePool } from '../../api/kinds/node-pool.ts';
import { applyObjects, type KubeObject, openCluster } from '../cluster/objects.ts';
import { readObjects } from '../cluster/yaml-objects.ts';
import { inCheckout } from '../checkout.ts';
import type { Stack } from '../stack/stack.ts';
import { type DemoNode, isReady, stalledBecause } from './nodes.ts';
import { applyRollout, rollOut } from './rollout.ts';
import type { DemoSalt } from './salt.ts';
import { readyTable } from './table.ts';
import { comparedInAll } from '../truth/finding.ts';
import type { Outside } from '../truth/outside.ts';
import { compareWithTruth } from './truth.ts';
import { type WatchedPool, watchNodes } from './watch.ts';

const readyWithinMs = 5 * 60_000;

export type DemoRun = { stack: Stack; salt: DemoSalt; verify: boolean; abort: AbortSignal; say(text: string): void };

/** Applies the example, watches it become machines, holds them against the truth, and rolls Salt states out. True when all is well. */
export async function runDemo({ stack, salt, verify, abort, say }: DemoRun): Promise<boolean> {
  const { file } = stack;
  const client = openCluster(file.kubeconfig);
  try {
    const example = readExamplePool();
    const pool = { name: example.metadata.name, replicas: example.spec.replicas };
    const datacenter = readObjects(file.datacenter);
    await applyObjects(client, datacenter);
    await applyRollout({ client, salt });
    say(
      `\nApplied ${datacenter.length} objects of ${file.datacenter}; now a NodePool of ${pool.replicas} ComputeNodes:`,
    );
    const since = performance.now();
    await applyObjects(client, [example]);
    const result = await watchNodes({ client, pool, since, withinMs: readyWithinMs, abort, say });
    if (abort.aborted) return false;
    say(`\n${readyTable(result.nodes, await racksOf(client, result.nodes), result.secondsOf)}`);
    if (result.secondsOf.size < pool.replicas) return sayUnready(pool, result.nodes, say);
    if (verify && !(await compare(file.simulator.admin ?? '', result.nodes, say))) return false;
    return await rollOut({ client, stack, salt, abort, say });
  } finally {
    client.close();
  }
}

function readExamplePool() {
  const path = inCheckout('examples', 'nodepool.yaml');
  const [pool] = readObjects(path);
  if (pool) return pool as KubeObject & Pick<NodePool, 'spec'>;
  throw new Error(`${path} has no object in it.`);
}

async function racksOf(client: ClusterClient, nodes: readonly DemoNode[]): Promise<Map<string, string>> {
  const { items } = await client.list(computeAsset);
  const claimed = new Set(nodes.map(({ status }) => status?.assetRef?.name));
  return new Map(
    items
      .filter(({ metadata }) => claimed.has(metadata.name))
      .map(({ metadata, rack }) => [metadata.name, rack?.name ?? '']),
  );
}

function sayUnready(pool: WatchedPool, nodes: readonly DemoNode[], say: DemoRun['say']): false {
  if (nodes.length < pool.replicas) say(`NodePool ${pool.name} has made ${nodes.length} of ${pool.replicas} nodes.`);
  for (const node of nodes.filter((one) => !isReady(one))) {
    const { name } = node.metadata;
    const why = stalledBecause(node) ?? 'it has not said why; see "npx bedplate status" and the logs';
    say(`${name} is not Ready after ${readyWithinMs / 60_000} minutes: ${why}.`);
  }
  return false;
}

async function compare(admin: string, nodes: readonly DemoNode[], say: DemoRun['say']): Promise<boolean> {
  const response = await fetch(`${admin}/_sim/state`, { signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`The simulator answered ${response.status} when asked for its state.`);
  const found = compareWithTruth(nodes, (await response.json()) as Outside);
  for (const difference of found.violations) say(`✗ ${difference}`);
  const [compared, differ] = [comparedInAll(found), found.violations.length];
  say(`\nCompared ${compared} things with the machines, Foreman, the CMDB and the DNS: ${differ} differ.`);
  return differ === 0;
}
