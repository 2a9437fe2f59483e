import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { type Inspection, inspection } from '../../api/doctor.ts';
import { computeNode } from '../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId, type NodeRef, taskQueues } from '../../workflows/contract.ts';
import type { Session } from '../session.ts';
import { chainlessNode, compareChains, orphanChain } from './compare-chains.ts';

/** Of this cell only: another one may have its workflows in the same namespace. */
function openNodes(cell: string): string {
  return `BedplateKind="ComputeNode" AND ExecutionStatus="Running" AND TaskQueue="${taskQueues.workflows(cell)}"`;
}

/** Holds the open chains against the nodes of all namespaces. Only reads. */
export async function inspectChains(session: Session): Promise<Inspection> {
  const client = await session.temporal();
  const before = await nodes(session);
  const openIds = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query: openNodes(session.cell), pageSize: 1000 }))
    openIds.add(workflowId);
  const candidates = compareChains({ before, openIds, after: await nodes(session) });
  const orphans: string[] = [];
  for (const id of candidates.orphans) if (await isOpen(client, id)) orphans.push(id);
  const chainless: NodeRef[] = [];
  for (const ref of candidates.chainless) if (!(await isOpen(client, computeNodeWorkflowId(ref)))) chainless.push(ref);
  const findings = [...orphans.map(orphanChain), ...chainless.map(chainlessNode)];
  return inspection('temporal', 'workflows of ComputeNodes', openIds.size, findings);
}

async function nodes(session: Session): Promise<NodeRef[]> {
  const { items } = await session.cluster().list(computeNode);
  return items.map(({ metadata }) => ({
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.uid ?? '',
  }));
}

async function isOpen(client: Client, id: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(id).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
