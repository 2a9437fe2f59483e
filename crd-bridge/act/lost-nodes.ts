import type { Logger } from 'pino';
import type { ClusterClient } from '../../api/cluster/index.ts';
import { type ComputeNode, computeNode } from '../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId, type NodeRef, parseComputeNodeWorkflowId } from '../../workflows/contract.ts';
import { refOf } from '../../api/ref-of.ts';
import type { Workflows } from '../temporal/workflows.ts';

export interface LostNodesOptions {
  client: Pick<ClusterClient, 'get' | 'list'>;
  workflows: () => Workflows | undefined;
  log: Logger;
}

/**
 * Nodes whose workflow is open while their object is gone: somebody took the finalizer away, emptied etcd, or restored it
 * from a backup. Each workflow is told once to look for itself, and once more when the object is back.
 */
export interface LostNodes {
  /** Those of the open workflows whose node is not among `nodes`, each of which is read once more. */
  among(open: ReadonlySet<string>, nodes: readonly ComputeNode[]): Promise<void>;
  /** By what the apiserver and Temporal say now, whatever was known before. */
  find(): Promise<void>;
}

export function createLostNodes({ client, workflows, log }: LostNodesOptions): LostNodes {
  const told = new Map<string, NodeRef>();

  async function isThere({ namespace, name, uid }: NodeRef): Promise<boolean> {
    return (await client.get(computeNode, { namespace, name }))?.metadata.uid === uid;
  }

  async function look(ref: NodeRef, why: string): Promise<void> {
    await workflows()?.look(ref, why);
    log.warn({ kind: 'ComputeNode', ...ref }, `the workflow of ${ref.namespace}/${ref.name} was told to look: ${why}`);
  }

  async function among(open: ReadonlySet<string>, nodes: readonly ComputeNode[]): Promise<void> {
    const known = new Set(nodes.map((node) => computeNodeWorkflowId(refOf(node))));
    for (const ref of told.values()) {
      if (!known.has(computeNodeWorkflowId(ref))) continue;
      if (await isThere(ref)) await look(ref, 'its object is back');
      told.delete(ref.uid);
    }
    for (const id of open) {
      const ref = known.has(id) ? undefined : parseComputeNodeWorkflowId(id);
      if (!ref || told.has(ref.uid) || (await isThere(ref))) continue;
      await look(ref, 'its object is gone although nobody let it go');
      told.set(ref.uid, ref);
    }
  }

  return {
    among,
    async find() {
      const open = await workflows()?.openIds();
      if (open) await among(open, (await client.list(computeNode)).items);
    },
  };
}
