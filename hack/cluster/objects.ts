import { type ClusterClient, createClusterClient, loadClusterConfig } from '../../api/cluster/index.ts';
import type { Resource } from '../../api/kinds/kind.ts';

/** Any object, its fields unread: what stands in a file of manifests. */
export type KubeObject = Resource<Record<string, unknown>>;

/** What the apiserver's discovery says of a kind. */
export type ResourceName = { name: string; kind: string; namespaced: boolean };

const fieldManager = 'bedplate-hack';

export function openCluster(kubeconfig: string): ClusterClient {
  return createClusterClient(loadClusterConfig({ path: kubeconfig }), { fieldManager });
}

/** Server-side apply of any objects, Bedplate's kinds or not; in their order. */
export async function applyObjects(client: ClusterClient, objects: readonly KubeObject[]): Promise<void> {
  const discovered = new Map<string, ResourceName[]>();
  for (const object of objects) {
    const group = groupVersionPath(object.apiVersion);
    const names = discovered.get(group) ?? (await discover(client, group));
    discovered.set(group, names);
    const name = names.find((candidate) => candidate.kind === object.kind && !candidate.name.includes('/'));
    if (!name)
      throw new Error(`The apiserver knows no kind ${object.kind} in ${object.apiVersion}: is its CRD applied?`);
    await client.raw({
      method: 'PATCH',
      path: `${objectPath(object, name)}?fieldManager=${fieldManager}&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  }
}

export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

export function objectPath({ apiVersion, metadata }: KubeObject, { name, namespaced }: ResourceName): string {
  const place = namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
  return `${groupVersionPath(apiVersion)}${place}/${name}/${metadata.name}`;
}

async function discover(client: ClusterClient, group: string): Promise<ResourceName[]> {
  const listing = (await client.raw({ method: 'GET', path: group })) as { resources: ResourceName[] };
  return listing.resources;
}
