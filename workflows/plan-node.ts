import { createCall } from './call.ts';
import { faultOf } from './failure.ts';
import type { PlanNodeInput, PlanNodeResult } from './contract.ts';
import { pipelines, stepsOf } from './pipelines.ts';

/** Says what would be claimed and done for a node. Writes nothing. */
export async function planNode({ node, cell, earlier = [] }: PlanNodeInput): Promise<PlanNodeResult> {
  const call = createCall(cell);
  const known = pipelines();
  try {
    const asked = { node, pipelines: known, earlier };
    const preview = await call('scheduler.preview', asked, `what would ${node.metadata.name} get`);
    const steps = stepsOf(known['native']?.steps ?? []);
    return { ...preview, steps: steps.map(({ name, title }) => ({ name, what: title })) };
  } catch (error) {
    return { unschedulable: faultOf(error).message };
  }
}
