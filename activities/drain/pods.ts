import { type ClusterClient, ClusterError, isNotFound } from '../../api/cluster/index.ts';

export interface Pod {
  metadata: {
    namespace: string;
    name: string;
    uid: string;
    deletionTimestamp?: string;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; controller?: boolean }[];
  };
  status?: { phase?: string };
}

interface PodList {
  metadata: { continue?: string };
  items: Pod[];
}

const MIRROR = 'kubernetes.io/config.mirror';
const PAGE = 500;

/** Of all pods of a node: those of DaemonSets would come again, the kubelet's own can't be evicted, what has ended is nothing. */
export async function podsToEvict(client: ClusterClient, node: string): Promise<Pod[]> {
  const pods: Pod[] = [];
  for (let next = ''; ;) {
    const query = new URLSearchParams({ fieldSelector: `spec.nodeName=${node}`, limit: String(PAGE) });
    if (next) query.set('continue', next);
    const page = (await client.raw({ method: 'GET', path: `/api/v1/pods?${query.toString()}` })) as PodList;
    pods.push(...page.items);
    next = page.metadata.continue ?? '';
    if (!next) return pods.filter(mustGo);
  }
}

export function mustGo({ metadata, status }: Pod): boolean {
  if (metadata.annotations?.[MIRROR] !== undefined) return false;
  if (metadata.ownerReferences?.some(({ kind, controller }) => controller === true && kind === 'DaemonSet'))
    return false;
  return status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** Undefined once it is on its way; else why it may not go yet. */
export async function evict(client: ClusterClient, { metadata }: Pod): Promise<string | undefined> {
  const { namespace, name, uid } = metadata;
  try {
    await client.raw({
      method: 'POST',
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`,
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { namespace, name },
        deleteOptions: { preconditions: { uid } },
      },
    });
    return undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    // 409: another pod of that name by now, which is looked at next time.
    if (error instanceof ClusterError && (error.status === 429 || error.status === 409)) return error.message;
    throw error;
  }
}
