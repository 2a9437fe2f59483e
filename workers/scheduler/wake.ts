import type { Client } from '@temporalio/client';
import type { ComputeNode } from '../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId, wakeSignal } from '../../workflows/contract.ts';

const CALL_MS = 5_000;

/** Has the chain of a waiting node try again. */
export function wakeBy(client: Client) {
  return async function wake({ metadata }: ComputeNode, why: string): Promise<void> {
    const { namespace = '', name, uid = '' } = metadata;
    const chain = client.workflow.getHandle(computeNodeWorkflowId({ namespace, name, uid }));
    await client.withDeadline(Date.now() + CALL_MS, () => chain.signal(wakeSignal, { why }));
  };
}
