import { WorkflowNotFoundError } from '@temporalio/client';
import type { ComputeNode } from '../../../api/kinds/compute-node.ts';
import { computeNodeWorkflowId, progressQuery } from '../../../workflows/contract.ts';
import { eventually } from './eventually.ts';
import type { World } from './world.ts';

/** The workflow of a node, also when its object is gone. */
export function chainOf({ temporal }: World, { metadata }: ComputeNode) {
  const { namespace = '', name, uid = '' } = metadata;
  const handle = temporal.workflow.getHandle(computeNodeWorkflowId({ namespace, name, uid }));

  const held = async () => {
    const { conditions } = await handle.query(progressQuery);
    const stalled = conditions?.find(({ type }) => type === 'Stalled');
    return stalled?.status === 'True' && stalled.reason === 'Held' ? stalled.message : undefined;
  };

  return {
    handle,
    async isOpen(): Promise<boolean> {
      try {
        return (await handle.describe()).status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
    /** What the Web UI shows of it. */
    async details(): Promise<string> {
      const { currentDetails } = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
      return currentDetails;
    },
    held,
    /** Gives what it says of being held. */
    isHeld: (words: RegExp) =>
      eventually(`the workflow of ${name} is held with ${words}`, async () => {
        const message = await held();
        if (message !== undefined && words.test(message)) return message;
        throw new Error(`it says ${message ?? 'nothing of being held'}`);
      }),
  };
}
