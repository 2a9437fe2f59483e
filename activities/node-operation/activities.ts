import type { ClusterClient } from '../../api/cluster/index.ts';
import { parseDuration } from '../../api/duration.ts';
import { NODE_OPERATION_FINALIZER } from '../../api/groups.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { nodeOperation, type NodeOperation } from '../../api/kinds/node-operation.ts';
import { letGo } from '../finalizers.ts';

interface OperationKey {
  namespace: string;
  name: string;
  uid: string;
}

/** The operation as the apiserver shows it now. "found" means: of this very uid. */
export type ObservedOperation =
  | { found: false }
  | {
      found: true;
      deleting: boolean;
      generation: number;
      revision: number;
      spec: Omit<NodeOperation['spec'], 'nodes' | 'timeout'> & { timeoutMs: number };
      /** Each with the uid of the node of that name; without one there is none. */
      nodes: { name: string; uid?: string }[];
    };

export function nodeOperationActivities({ client }: { client: ClusterClient }) {
  async function live({ namespace, name, uid }: OperationKey): Promise<NodeOperation | undefined> {
    const found = await client.get(nodeOperation, { namespace, name });
    return found?.metadata.uid === uid ? found : undefined;
  }

  return {
    async 'operation.read'({ ref }: { ref: OperationKey }): Promise<ObservedOperation> {
      const operation = await live(ref);
      if (!operation) return { found: false };
      const { metadata, spec, status } = operation;
      const { nodes: names, timeout, ...rest } = spec;
      const { namespace } = ref;
      const nodes = await Promise.all(
        names.map(async (name) => ({ name, uid: (await client.get(computeNode, { namespace, name }))?.metadata.uid })),
      );
      return {
        found: true,
        deleting: metadata.deletionTimestamp !== undefined,
        generation: metadata.generation ?? 0,
        revision: status.revision ?? 0,
        spec: { ...rest, timeoutMs: parseDuration(timeout) },
        nodes,
      };
    },

    /** Lets the object go. Only for one whose deletion is seen; nothing to do when it is gone. */
    'operation.removeFinalizer': ({ ref }: { ref: OperationKey }) =>
      letGo(client, nodeOperation, ref, NODE_OPERATION_FINALIZER),
  };
}
