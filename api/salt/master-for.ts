import { COMPUTE_GROUP } from '../groups.ts';
import type { ComputeNode } from '../kinds/compute-node.ts';
import { apiVersionOf, type ObjectMeta } from '../kinds/kind.ts';
import type { SaltMaster } from '../kinds/salt-master.ts';

/**
 * The SaltMaster that a deployment of type Master makes for a node of its pool: as the one that the deployment names, but
 * on this node and under its name. It serves the commit until a rollout brings another one.
 */
export function masterFor(
  { spec }: Pick<SaltMaster, 'spec'>,
  { metadata }: Pick<ComputeNode, 'metadata'>,
  commit: string | undefined,
  labels: Record<string, string> = {},
): { metadata: ObjectMeta; spec: SaltMaster['spec'] } {
  const { namespace, name, uid = '' } = metadata;
  const node = { apiVersion: apiVersionOf({ group: COMPUTE_GROUP }), kind: 'ComputeNode', name, uid };
  const { address: _, api, repo, packagesUrl, pollInterval } = spec;
  return {
    metadata: { namespace, name, labels, ownerReferences: [node] },
    spec: {
      computeNode: name,
      external: false,
      repo,
      revision: commit === undefined ? spec.revision : { commit },
      ...(packagesUrl !== undefined && { packagesUrl }),
      pollInterval,
      // What is set up here knows this module alone.
      api: { ...api, url: urlOn(name, api.url), eauth: 'sharedsecret' },
    },
  };
}

/** The same port and scheme, on the node: in the domain of the other one, if that is called by a full name. */
function urlOn(node: string, like: string): string {
  const url = new URL(like);
  const isAddress = /^[\d.]+$|^\[/.test(url.hostname);
  const domain = isAddress ? [] : url.hostname.split('.').slice(1);
  url.hostname = [node, ...domain].join('.');
  return url.href.replace(/\/$/, '');
}
