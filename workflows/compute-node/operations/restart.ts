import { drain, undrain } from './drain.ts';
import { comeBack, restart as reset, shutDown, switchOn } from './machine.ts';
import type { NodeOperationPlan, OperationContext } from './operation.ts';

const manner = ({ request }: OperationContext) => (request.force ? 'surely' : 'gently');

/** The system on the machine is asked to restart. */
export const restart: NodeOperationPlan = {
  type: 'Restart',
  disrupts: true,
  leaves: 'up',
  steps: [drain, reset(manner), shutDown(manner), switchOn, comeBack, undrain],
};
