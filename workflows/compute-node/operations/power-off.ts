import { drain } from './drain.ts';
import { shutDown } from './machine.ts';
import type { NodeOperationPlan } from './operation.ts';

/** Off, and staying so: what was drained stays drained. */
export const powerOff: NodeOperationPlan = {
  type: 'PowerOff',
  disrupts: true,
  leaves: 'off',
  steps: [drain, shutDown(({ request }) => (request.force ? 'forced' : 'surely'))],
};
