import type { ClusterClient } from '../../api/cluster/index.ts';
import type { Disruption } from '../../api/disruption-budget.ts';
import { DISRUPTION_ANNOTATION, NODE_FINALIZER } from '../../api/groups.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { budgetsFor } from '../budget/budgets-for.ts';
import { liveNode } from '../claims/permit.ts';
import { letGo } from '../finalizers.ts';
import type { Fleet } from '../fleet/fleet.ts';

interface NodeKey {
  namespace: string;
  name: string;
  uid: string;
}

/** The node as the apiserver shows it now. "found" means: of this very uid. */
export type ObservedNode =
  | { found: false }
  | {
      found: true;
      deleting: boolean;
      generation: number;
      revision: number;
      hostKey?: string;
      adopt?: { host: string };
      /** Of a node that is being deleted: as what it must ask its budgets. Undefined when it has none. */
      asksAs?: Disruption;
      /** Somebody is to be told before its machine is taken away. */
      hasHooks?: true;
    };

interface NodeDeps {
  client: ClusterClient;
  fleet: Pick<Fleet, 'synced' | 'budgetsIn'>;
}

export function nodeActivities({ client, fleet }: NodeDeps) {
  async function asksAs(node: ComputeNode): Promise<Disruption | undefined> {
    const { deletionTimestamp, annotations } = node.metadata;
    if (deletionTimestamp === undefined) return undefined;
    await fleet.synced;
    const operation = annotations?.[DISRUPTION_ANNOTATION] === 'Rollout' ? 'Rollout' : 'Delete';
    return budgetsFor(fleet, node, operation).length > 0 ? operation : undefined;
  }

  return {
    async 'node.read'({ ref }: { ref: NodeKey }): Promise<ObservedNode> {
      const node = await liveNode(client, ref);
      if (!node) return { found: false };
      return {
        found: true,
        deleting: node.metadata.deletionTimestamp !== undefined,
        generation: node.metadata.generation ?? 0,
        revision: node.status.revision ?? 0,
        hostKey: node.status.sshHostKey,
        asksAs: await asksAs(node),
        ...(node.spec.adopt && { adopt: node.spec.adopt }),
        // Somebody is to be told before its machine is taken away.
        ...((node.spec.drain ?? []).length > 0 && { hasHooks: true as const }),
      };
    },

    /** Lets the object go. Only for a node whose deletion is seen; nothing to do when it is gone. */
    'node.removeFinalizer': ({ ref }: { ref: NodeKey }) => letGo(client, computeNode, ref, NODE_FINALIZER),
  };
}
