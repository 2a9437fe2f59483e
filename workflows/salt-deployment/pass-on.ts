import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { deploymentSaysSignal, saltDeploymentWorkflowId, saltTransactionWorkflowId } from '../contract.ts';
import type { Chain } from './chain.ts';
import { isUnderWay, takeReport } from './state.ts';

/** Tells the transaction what is to be told, or who asks; in one go, under one number. */
export async function passOn({ state, input }: Chain, introduces = false): Promise<void> {
  const { current } = state;
  if (!current || !isUnderWay(state) || (state.outbox.length === 0 && !introduces)) return;
  state.said += 1;
  const words = state.outbox.splice(0);
  const says = { from: saltDeploymentWorkflowId(input.ref), number: state.said, words };
  try {
    await getExternalWorkflowHandle(saltTransactionWorkflowId(current.ref)).signal(deploymentSaysSignal, says);
  } catch {
    const message = 'its workflow is not open any more: somebody deleted the transaction, or ended its workflow';
    const endedAt = new Date().toISOString();
    const { uid: transaction } = current.ref;
    const end = { heard: state.said, quiet: true, phase: 'Aborted' as const, progress: '', holds: [] };
    takeReport(state, { ...end, transaction, message, endedAt });
  }
}
