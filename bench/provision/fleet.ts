import type { ClusterClient } from '../../api/cluster/index.ts';
import { assetClaim } from '../../api/kinds/asset-claim.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { ipAddressKind } from '../../api/kinds/network.ts';
import { inCheckout } from '../../hack/checkout.ts';
import { applyObjects, type KubeObject, objectPath } from '../../hack/cluster/objects.ts';
import { readObjects } from '../../hack/cluster/yaml-objects.ts';
import { eachAtOnce } from '../../api/at-once.ts';
import { until } from '../measure/quiet.ts';
import { startProgress } from '../report/progress.ts';
import type { Lab } from './lab.ts';
import { isReady, NAMESPACE, whyNotReady } from './node-watch.ts';

/** Applies, deletions and workflow starts on their way at a time. */
export const AT_ONCE = 16;
const CLEAN_MS = 120_000;

/** More than there are nodes. */
const NO_LIMIT = 10_000;

/**
 * The stack's datacenter, but for addresses that rest a second only (rounds follow each other sooner than ten minutes),
 * and for the install slots: waiting for the image server is not what is measured.
 */
export async function applyDatacenter({ cluster, stack }: Lab): Promise<void> {
  await applyObjects(cluster, readObjects(stack.file.datacenter).map(forBenchmark));
}

function forBenchmark(object: KubeObject): KubeObject {
  const spec = object.spec as { native?: object };
  switch (object.kind) {
    case 'Subnet':
      return { ...object, spec: { ...spec, quarantine: '1s' } };
    case 'ComputeProvider':
      return { ...object, spec: { ...spec, native: { ...spec.native, maxConcurrentInstalls: NO_LIMIT } } };
    default:
      return object;
  }
}

export function nodeObjects(names: readonly string[]): KubeObject[] {
  const path = inCheckout('examples', 'node.yaml');
  const [example] = readObjects(path);
  if (!example) throw new Error(`${path} has no object in it.`);
  return names.map((name) => ({ ...example, metadata: { name, namespace: NAMESPACE } }));
}

export interface Provisioned {
  /** When the first apply was sent, in milliseconds since the epoch. */
  appliedAt: number;
  /** From then until the last node was Ready. */
  seconds: number;
}

/** Applies all and waits until all are Ready. */
export async function provisionAll(lab: Lab, objects: readonly KubeObject[], abort: AbortSignal): Promise<Provisioned> {
  const { cluster, nodes, say } = lab;
  const names = objects.map(({ metadata }) => metadata.name);
  const readyOnes = () => names.filter((name) => ready(nodes.get(name)));
  const progress = startProgress(say, () => `${readyOnes().length} of ${names.length} nodes are Ready`);
  const started = performance.now();
  try {
    await eachAtOnce(objects, AT_ONCE, (object) => applyNode(cluster, object));
    const why = () => firstReason(names.map((name) => nodes.get(name)));
    await nodes.until(why, withinMs(names.length), () => names.every((name) => ready(nodes.get(name))), abort);
    const seconds = (performance.now() - started) / 1000;
    return { appliedAt: performance.timeOrigin + started, seconds };
  } finally {
    progress.stop();
  }
}

/** Deletes all nodes and waits until nothing of them is left, resting addresses included. */
export async function deleteAll({ cluster, nodes, say }: Lab, abort: AbortSignal): Promise<void> {
  const going = nodes.list();
  const progress = startProgress(say, () => `${nodes.list().length} of ${going.length} nodes are still being deleted`);
  try {
    await eachAtOnce(going, AT_ONCE, ({ metadata }) => cluster.delete(computeNode, metadata));
    const why = () => `${nodes.list().length} nodes are still being deleted`;
    await nodes.until(why, withinMs(going.length), () => nodes.list().length === 0, abort);
    await until('no claim and no address is held any more', CLEAN_MS, async () => {
      const [claims, addresses] = await Promise.all([cluster.list(assetClaim), cluster.list(ipAddressKind)]);
      return claims.items.length === 0 && addresses.items.length === 0;
    });
  } finally {
    progress.stop();
  }
}

/** One request, so that its own time is measured and no discovery. */
async function applyNode(cluster: ClusterClient, node: KubeObject): Promise<void> {
  await cluster.raw({
    method: 'PATCH',
    path: `${objectPath(node, { name: 'computenodes', kind: 'ComputeNode', namespaced: true })}?fieldManager=bedplate-bench`,
    contentType: 'application/apply-patch+yaml',
    body: node,
  });
}

function ready(node: ComputeNode | undefined): boolean {
  return node !== undefined && isReady(node);
}

function firstReason(nodes: readonly (ComputeNode | undefined)[]): string {
  const waiting = nodes.find((node) => node && !isReady(node));
  return waiting ? whyNotReady(waiting) : 'some nodes do not show at all';
}

/** Generous: a machine that is busy with other things is slow, and a benchmark that gives up has measured nothing. */
function withinMs(count: number): number {
  return 120_000 + count * 3_000;
}
