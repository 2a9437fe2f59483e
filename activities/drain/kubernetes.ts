import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ClusterClient,
  clusterConfigOf,
  ClusterError,
  createClusterClient,
  isNotFound,
  KubeconfigError,
} from '../../api/cluster/index.ts';
import { COMPUTE_GROUP } from '../../api/groups.ts';
import { Failure } from '../failure.ts';
import type { DrainContext, Drainer, HookSettings } from './drainer.ts';
import { evict, podsToEvict, type Pod } from './pods.ts';

type Settings = HookSettings<'kubernetes'>;

interface KubeNode {
  metadata: { name: string; resourceVersion: string; annotations?: Record<string, string> };
  spec: { unschedulable?: boolean };
}

/** Who cordoned it: a node that somebody else cordoned stays so. */
const CORDONED_BY = `${COMPUTE_GROUP}/cordoned-by`;

/** Cordons the Kubernetes node and evicts its pods, as their PodDisruptionBudgets allow; uncordons it afterwards. */
export const kubernetes: Drainer<Settings> = {
  run: (settings, context) =>
    withCluster(settings, context, async (client, name) => {
      const node = await readNode(client, name);
      if (!node) return `there is no Kubernetes node ${name}: nothing runs there`;
      if (!node.spec.unschedulable) await mark(client, node, { by: holder(context), unschedulable: true });
      return drained(client, name, context);
    }),

  undo: (settings, context) =>
    withCluster(settings, context, async (client, name) => {
      const node = await readNode(client, name);
      if (node?.metadata.annotations?.[CORDONED_BY] !== holder(context)) return `${name} is left as it is`;
      await mark(client, node, { by: null, unschedulable: null });
      return `${name} is uncordoned`;
    }),
};

function holder({ node }: DrainContext): string {
  return `${node.namespace}/${node.name}`;
}

/** Until nothing is left that must go, or the time is over. */
async function drained(client: ClusterClient, name: string, context: DrainContext): Promise<string> {
  const deadline = Date.now() + context.timeoutMs;
  const evicted = new Set<string>();
  const refusals = new Map<string, string>();
  for (;;) {
    context.signal?.throwIfAborted();
    const pods = await podsToEvict(client, name);
    if (pods.length === 0) return `${name} is cordoned, ${evicted.size} pods were evicted`;
    for (const pod of pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)) {
      const refusal = await evict(client, pod);
      if (refusal === undefined) evicted.add(keyOf(pod));
      else refusals.set(keyOf(pod), refusal);
    }
    if (Date.now() > deadline) throw notDrained(name, pods, refusals, context);
    await sleep(context.pollMs);
  }
}

function notDrained(
  name: string,
  pods: readonly Pod[],
  refusals: ReadonlyMap<string, string>,
  { timeoutMs }: DrainContext,
): Failure {
  const words = pods.slice(0, 5).map((pod) => `${keyOf(pod)} (${refusals.get(keyOf(pod)) ?? 'is ending'})`);
  const more = pods.length > words.length ? ` and ${pods.length - words.length} more` : '';
  return new Failure(
    'Unavailable',
    `${pods.length} pods are still on ${name} after ${Math.round(timeoutMs / 1000)} s: ${words.join(', ')}${more}`,
    { waited: true },
  );
}

function keyOf({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

async function withCluster(
  { kubeconfigSecretRef, nodeName }: Settings,
  context: DrainContext,
  act: (client: ClusterClient, name: string) => Promise<string>,
): Promise<string> {
  const { name } = kubeconfigSecretRef;
  const text = await context.secret(name, 'kubeconfig');
  const client = open(text, `Secret ${context.node.namespace}/${name}`);
  try {
    return await act(client, nodeName ?? context.node.name);
  } catch (error) {
    throw inWords(error, `Secret ${context.node.namespace}/${name}`);
  } finally {
    client.close();
  }
}

function open(text: string, source: string): ClusterClient {
  try {
    // A 429 is the answer of a PodDisruptionBudget here, and is asked again at the next look.
    return createClusterClient(clusterConfigOf(text, source), { throttledAttempts: 1 });
  } catch (error) {
    if (error instanceof KubeconfigError) throw new Failure('InvalidInput', error.message);
    throw error;
  }
}

function inWords(error: unknown, source: string): unknown {
  if (!(error instanceof ClusterError)) return error;
  const { status, message } = error;
  if (status === 401 || status === 403) {
    return new Failure('AuthRejected', `The apiserver of ${source} refuses us: ${message}`);
  }
  return new Failure('Unavailable', `The apiserver of ${source}: ${message}`);
}

async function readNode(client: ClusterClient, name: string): Promise<KubeNode | undefined> {
  try {
    return (await client.raw({ method: 'GET', path: pathOf(name) })) as KubeNode;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function mark(
  client: ClusterClient,
  { metadata }: KubeNode,
  { by, unschedulable }: { by: string | null; unschedulable: true | null },
): Promise<void> {
  const { name, resourceVersion } = metadata;
  await client.raw({
    method: 'PATCH',
    path: pathOf(name),
    contentType: 'application/merge-patch+json',
    body: { metadata: { resourceVersion, annotations: { [CORDONED_BY]: by } }, spec: { unschedulable } },
  });
}

function pathOf(name: string): string {
  return `/api/v1/nodes/${encodeURIComponent(name)}`;
}
