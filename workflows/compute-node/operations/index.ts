import type { OperationType } from '../../../api/kinds/node-operation.ts';
import type { NodeOperationPlan } from './operation.ts';
import { powerOff } from './power-off.ts';
import { powerOn } from './power-on.ts';
import { reboot } from './reboot.ts';
import { reinstall } from './reinstall.ts';
import { restart } from './restart.ts';

/** Every operation there is, by NodeOperation.spec.type. */
export const operations: Readonly<Record<OperationType, NodeOperationPlan>> = {
  Restart: restart,
  Reboot: reboot,
  PowerOff: powerOff,
  PowerOn: powerOn,
  Reinstall: reinstall,
};
