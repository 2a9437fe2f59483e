import { drain, undrain } from './drain.ts';
import { comeBack, restart, shutDown, switchOn } from './machine.ts';
import type { NodeOperationPlan } from './operation.ts';

const manner = () => 'forced' as const;

/** The machine is reset, whatever its system says. */
export const reboot: NodeOperationPlan = {
  type: 'Reboot',
  disrupts: true,
  leaves: 'up',
  steps: [drain, restart(manner), shutDown(manner), switchOn, comeBack, undrain],
};
