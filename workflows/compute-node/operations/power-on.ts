import { undrain } from './drain.ts';
import { comeBack, switchOn } from './machine.ts';
import type { NodeOperationPlan } from './operation.ts';

/** Also of a machine that is on: then it is looked at whether it answers. */
export const powerOn: NodeOperationPlan = {
  type: 'PowerOn',
  disrupts: false,
  leaves: 'up',
  steps: [switchOn, comeBack, undrain],
};
