import { isNotFound, type ClusterClient } from '../../../api/cluster/index.ts';
import type { PlannedImage } from '../../../api/plan.ts';
import { Failure } from '../../failure.ts';

/**
 * The operator's own template of an image; undefined for one with a built-in template. Throws NotFound in words when the
 * ConfigMap, or its key, is not there, and ClusterError when the apiserver does not answer.
 */
export async function readTemplate(
  client: Pick<ClusterClient, 'raw'>,
  { name: image, templateRef }: Pick<PlannedImage, 'name' | 'templateRef'>,
): Promise<string | undefined> {
  if (!templateRef) return undefined;
  const { namespace, name, key } = templateRef;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
  const waitsFor = [{ kind: 'OSImage', name: image }];
  const configMap = await client.raw({ method: 'GET', path }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    const message = `ConfigMap ${namespace}/${name}, the kickstart template of OSImage ${image}, does not exist: create it, or correct spec.kickstart.templateConfigMapRef`;
    throw new Failure('NotFound', message, { waitsFor, cause: error });
  });
  const text = (configMap as { data?: Record<string, string> }).data?.[key];
  if (text !== undefined) return text;
  const message = `ConfigMap ${namespace}/${name} has no key "${key}" with the kickstart template of OSImage ${image}: add it, or correct spec.kickstart.templateConfigMapRef.key`;
  throw new Failure('NotFound', message, { waitsFor });
}
